#include "hub/outside/checkpoint_hooks.hpp"

#include <algorithm>
#include <utility>

#include <boost/json.hpp>

#include "common/config/log.hpp"
#include "common/tlog/base64.hpp"
#include "common/tlog/checkpoint.hpp"

namespace saldo::hub {
namespace {

namespace json = boost::json;

constexpr int doublings_max = 16;

}  // namespace

std::string host_of(const std::string& url) {
    const std::size_t scheme = url.find("://");
    const std::size_t begin = scheme == std::string::npos ? 0 : scheme + 3;
    const std::string authority = url.substr(begin, url.find_first_of("/?#", begin) - begin);
    return authority.substr(authority.rfind('@') + 1);  // npos + 1 is 0: all of it
}

CheckpointHooks::CheckpointHooks(const ProofStore& proofs, Options options)
    : proofs_{proofs}, options_{std::move(options)} {
    for (const std::string& url : options_.urls) {
        Hook hook{.url = url};
        hook.state.host = host_of(url);
        hooks_.push_back(std::move(hook));
    }
}

/// The checkpoints that the address has not got; `sizes` are theirs. Empty for none.
Result<std::string> CheckpointHooks::body_of(const Hook& hook, Sizes& sizes) const {
    json::array checkpoints;
    for (const TreeHead& tree : proofs_.trees()) {
        if (checkpoints.size() == options_.checkpoints_max) break;
        const auto told = hook.told.find(tree.name);
        if (told != hook.told.end() && told->second == tree.size) continue;
        const auto note = proofs_.checkpoint(tree.name);
        if (!note) return note.error();
        const auto said = tlog::parse_checkpoint(note->substr(0, note->find("\n\n") + 1));
        if (!said) return said.error();
        checkpoints.push_back(json::object{{"origin", said->origin},
                                           {"size", said->size},
                                           {"root", tlog::to_base64(said->root)},
                                           {"note", *note}});
        sizes.emplace(tree.name, tree.size);
    }
    if (checkpoints.empty()) return std::string{};
    return json::serialize(json::object{{"format", "saldo-checkpoints/1"},
                                        {"log_key", tlog::format_vkey(proofs_.log_key())},
                                        {"checkpoints", std::move(checkpoints)}}) +
           "\n";
}

Result<std::vector<Errand>> CheckpointHooks::turn(SteadyTime steady) {
    std::vector<Errand> out;
    if (proofs_.stopped()) return out;
    for (Hook& hook : hooks_) {
        if (hook.is_posting || steady < hook.not_before) continue;
        Sizes sizes;
        auto body = body_of(hook, sizes);
        if (!body) return body.error();
        if (body->empty()) continue;
        hook.is_posting = true;
        Parcel parcel{
            .url = hook.url, .content_type = "application/json", .body = std::move(*body)};
        out.push_back(
            {.parcel = std::move(parcel),
             .on_delivered = [this, &hook, sizes = std::move(sizes)](
                                 const Delivery& answer, UtcTime /*now*/, SteadyTime then) {
                 on_answer(hook, sizes, answer, then);
             }});
    }
    return out;
}

void CheckpointHooks::on_answer(Hook& hook, const Sizes& sizes, const Delivery& answer,
                                SteadyTime steady) {
    hook.is_posting = false;
    if (answer.why.empty() && answer.status >= 200 && answer.status < 300) {
        for (const auto& [tree, size] : sizes) hook.told[tree] = size;
        hook.failures = 0;
        hook.state.trouble.clear();
        const bool is_more = sizes.size() == options_.checkpoints_max;
        if (!is_more) hook.not_before = steady.plus_ms(options_.every_ms);
        return;
    }
    const int doublings = std::min(hook.failures++, doublings_max);
    hook.not_before =
        steady.plus_ms(std::min(options_.back_off_ms_min << doublings, options_.back_off_ms_max));
    std::string why = answer.why.empty() ? std::to_string(answer.status) : answer.why;
    if (hook.state.trouble != why) {
        config::log_event(config::LogLevel::warn, "webhook.no_answer",
                          {{"host", hook.state.host}, {"why", why}});
    }
    hook.state.trouble = std::move(why);
}

std::vector<CheckpointHooks::State> CheckpointHooks::states() const {
    std::vector<State> out;
    for (const Hook& hook : hooks_) out.push_back(hook.state);
    return out;
}

}  // namespace saldo::hub
