#include "hub/outside/checkpoint_mail.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "common/base/text.hpp"
#include "common/config/log.hpp"
#include "common/store/file.hpp"
#include "common/tlog/checkpoint.hpp"
#include "hub/outside/letter.hpp"

namespace saldo::hub {
namespace {

using config::log_event;
using config::LogLevel;

constexpr std::int64_t hour_ms = 3'600'000;
constexpr int doublings_max = 16;
constexpr std::size_t file_bytes_max = 16U << 20;
constexpr std::string_view file_format = "saldo-mailed/1 ";

constexpr std::string_view letter_text =
    "Puntos de control de la bitácora de {0}. Guarde este correo: lo que la bitácora tenía al "
    "mandarlo ya no se puede cambiar sin que se note.\n"
    "Cada archivo adjunto es un punto de control firmado. Para comprobar una exportación contra "
    "él:\n\n    saldo-verify CARPETA --key {1} --checkpoint ARCHIVO\n\n"
    "Compare la clave con la que le dieron en persona.\n\n"
    "--\n\n"
    "Checkpoints of the log of {0}. Keep this mail: what the log held when it was sent cannot be "
    "changed any more without being found out.\n"
    "Each file is a signed checkpoint. To check an export against it:\n\n"
    "    saldo-verify FOLDER --key {1} --checkpoint FILE\n\n"
    "Compare the key with the one that you were given in person.\n\n";

/// "GNA150301A00-2026-1200.checkpoint", whatever the company's RFC has in it.
std::string file_name_of(const proof::TreeName& tree, std::uint64_t size) {
    std::string name = fmt::format("{}-{}.checkpoint", proof::tree_path(tree), size);
    const auto is_safe = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
               c == '.';
    };
    std::ranges::replace_if(name, [&](char c) { return !is_safe(c); }, '-');
    return name;
}

}  // namespace

CheckpointMail::CheckpointMail(const ProofStore& proofs, Options options)
    : proofs_{proofs}, options_{std::move(options)} {
    load();
}

/// A file that is not there or cannot be read costs one letter more.
void CheckpointMail::load() {
    const auto bytes = store::read_file(options_.file, file_bytes_max);
    if (!bytes) return;
    const auto lines = split(as_text(*bytes), '\n');
    if (lines.empty() || !lines.front().starts_with(file_format)) return;
    const auto ms = tlog::parse_tree_number(lines.front().substr(file_format.size()));
    if (!ms) return;
    sent_at_ = UtcTime{static_cast<std::int64_t>(*ms)};
    for (const std::string_view line : lines) {
        const std::size_t blank = line.find(' ');
        if (blank == std::string_view::npos) continue;
        const auto size = tlog::parse_tree_number(line.substr(0, blank));
        const auto tree = proof::parse_tree_path(line.substr(blank + 1));
        if (size && tree) sent_[*tree] = *size;
    }
}

Result<void> CheckpointMail::save() const {
    std::string text = fmt::format("{}{}\n", file_format, sent_at_.value_or(UtcTime{}).ms);
    for (const auto& [tree, size] : sent_) {
        text += fmt::format("{} {}\n", size, proof::tree_path(tree));
    }
    return store::write_file_durably(options_.file, as_bytes(text));
}

Result<Parcel> CheckpointMail::letter_of(const Sizes& sizes, UtcTime now) const {
    const MailSettings& mail = options_.mail;
    const std::string& hub = proofs_.log_key().name;
    Letter letter{.from = mail.from,
                  .to = mail.to,
                  .subject = fmt::format("Puntos de control / Checkpoints: {}", hub),
                  .text = fmt::format(letter_text, hub, tlog::format_vkey(proofs_.log_key())),
                  .written = now,
                  .id = std::to_string(now.ms)};
    for (const auto& [tree, size] : sizes) {
        auto note = proofs_.checkpoint(tree);
        if (!note) return note.error();
        letter.text += fmt::format("{}  {}\n", proof::tree_path(tree), size);
        letter.enclosures.push_back({.name = file_name_of(tree, size), .bytes = std::move(*note)});
    }
    return Parcel{.url = mail.server,
                  .body = format_letter(letter),
                  .from = mail.from,
                  .to = mail.to,
                  .user = mail.user,
                  .password = options_.password};
}

Result<std::optional<Errand>> CheckpointMail::turn(UtcTime now, SteadyTime steady) {
    if (is_sending_ || steady < not_before_ || proofs_.stopped()) return std::optional<Errand>{};
    if (sent_at_ && now.ms < sent_at_->ms + options_.mail.every_hours * hour_ms) {
        return std::optional<Errand>{};
    }
    Sizes sizes;
    for (const TreeHead& tree : proofs_.trees()) {
        const auto sent = sent_.find(tree.name);
        if (sent != sent_.end() && sent->second == tree.size) continue;
        if (sizes.size() < options_.enclosures_max) sizes.emplace(tree.name, tree.size);
    }
    if (sizes.empty()) return std::optional<Errand>{};
    auto parcel = letter_of(sizes, now);
    if (!parcel) return parcel.error();
    is_sending_ = true;
    return Errand{.parcel = std::move(*parcel),
                  .on_delivered = [this, sizes = std::move(sizes)](const Delivery& answer,
                                                                   UtcTime at, SteadyTime then) {
                      on_answer(sizes, answer, at, then);
                  }};
}

void CheckpointMail::on_answer(const Sizes& sizes, const Delivery& answer, UtcTime now,
                               SteadyTime steady) {
    is_sending_ = false;
    if (!answer.why.empty()) {
        const int doublings = std::min(failures_++, doublings_max);
        not_before_ = steady.plus_ms(
            std::min(options_.back_off_ms_min << doublings, options_.back_off_ms_max));
        trouble_ = answer.why;
        log_event(LogLevel::warn, "mail.not_taken", {{"why", trouble_}});
        return;
    }
    failures_ = 0;
    trouble_.clear();
    sent_at_ = now;
    for (const auto& [tree, size] : sizes) sent_[tree] = size;
    log_event(LogLevel::info, "mail.sent", {{"checkpoints", sizes.size()}});
    if (const auto saved = save(); !saved) {
        log_event(LogLevel::error, "mail.not_kept", {{"why", saved.error().what}});
    }
}

}  // namespace saldo::hub
