#include "agent/uplink/refill_desk.hpp"

#include <utility>

#include "common/base/check.hpp"
#include "common/config/log.hpp"
#include "common/wire/frame.hpp"
#include "common/wire/messages.hpp"

namespace saldo::agent {
namespace {

using config::log_event;
using config::LogLevel;

constexpr std::size_t requests_max = 8;
constexpr std::int64_t news_ms = 4'000;
constexpr std::size_t answers_max = 20;
constexpr std::int64_t answers_window_ms = 10'000;

}  // namespace

RefillDesk::RefillDesk(Identity identity, SigningKey key, const LmdbJournal& journal,
                       Scrubber& scrubber, Publish publish)
    : identity_{std::move(identity)},
      key_{std::move(key)},
      journal_{journal},
      scrubber_{scrubber},
      publish_{std::move(publish)},
      answers_{answers_max, answers_window_ms} {}

void RefillDesk::ask(SteadyTime now) {
    const ScrubStatus status = scrubber_.status();
    const bool is_news = status.refilled != refilled_ || status.damaged != damaged_;
    if (asked_ && now < asked_->plus_ms(is_news ? news_ms : ask_ms)) return;
    refilled_ = status.refilled;
    damaged_ = status.damaged;
    for (const sync::RefillRequest& request : scrubber_.wanted(requests_max)) {
        asked_ = now;
        const Bytes body = wire::encode(request).value();  // fixed fields: nothing to refuse
        publish_(wire::seal_message(wire::FrameKind::refill_request, identity_.agent, body, key_)
                     .value());
        log_event(LogLevel::warn, "uplink.refill_asked",
                  {{"plant", identity_.agent},
                   {"epoch", request.epoch.ordinal},
                   {"first", request.first},
                   {"records", request.count}});
    }
}

void RefillDesk::on_message(ByteView payload, SteadyTime now) {
    const auto frame = wire::open_frame(payload, identity_.agent);
    if (frame && frame->head.kind == wire::FrameKind::batch) {
        return scrubber_.offer({payload.begin(), payload.end()});
    }
    if (frame) answer(payload, now);
}

/// The hub's batch is damaged: the same records, packed or not as it was, give the same bytes.
void RefillDesk::answer(ByteView payload, SteadyTime now) {
    const auto refuse = [this](std::string_view why) {
        log_event(LogLevel::warn, "uplink.refill_unanswered",
                  {{"plant", identity_.agent}, {"why", why}});
    };
    const auto body = wire::open_message(payload, wire::FrameKind::refill_request, identity_.agent,
                                         identity_.hub_key);
    if (!body) return refuse(body.error().what);
    const auto request = wire::decode_refill_request(*body);
    if (!request) return refuse(request.error().what);
    if (!answers_.allows(now)) return refuse("too many requests");
    const auto run =
        journal_.read(request->epoch.ordinal, request->first,
                      {.records_max = request->count, .bytes_max = sync::unpacked_bytes_max});
    if (!run) return refuse(run.error().what);
    if (run->count != request->count) return refuse("there are not so many records");
    const auto frame = wire::seal_frame(
        {.kind = wire::FrameKind::batch,
         .records = run->count,
         .agent = sync::padded(identity_.agent),
         .epoch = request->epoch,
         .first = run->first,
         .before = run->before,
         .after = run->last},
        run->records, request->is_packed ? wire::Pack::when_smaller : wire::Pack::no, key_);
    if (!frame) return refuse(frame.error().what);
    publish_(*frame);
    log_event(LogLevel::info, "uplink.refill_answered",
              {{"plant", identity_.agent},
               {"epoch", request->epoch.ordinal},
               {"first", request->first},
               {"records", request->count}});
}

}  // namespace saldo::agent
