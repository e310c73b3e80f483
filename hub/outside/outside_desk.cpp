#include "hub/outside/outside_desk.hpp"

#include <utility>

#include "common/base/text.hpp"
#include "common/config/log.hpp"
#include "common/config/say.hpp"
#include "common/store/file.hpp"

namespace saldo::hub {
namespace {

using config::say;

constexpr std::int64_t write_every_ms = 10'000;
constexpr std::int64_t minute_ms = 60'000;
constexpr std::size_t password_bytes_max = 4'096;

Result<std::string> password_in(const std::string& file) {
    if (file.empty()) return std::string{};
    const auto bytes = store::read_file(file, password_bytes_max);
    if (!bytes) return bytes.error();
    return std::string{trim(split(as_text(*bytes), '\n').front())};
}

std::string witness_line(Language language, const OutsideWitnesses::State& state, UtcTime now) {
    std::string text =
        state.cosigned_at
            ? say(language, "witness {}: cosigned {} min ago, {} tree(s) behind",
                  "testigo {}: cofirmó hace {} min, {} árbol(es) por cofirmar", state.name,
                  (now.ms - state.cosigned_at->ms) / minute_ms, state.behind)
            : say(language, "witness {}: nothing since the start, {} tree(s) behind",
                  "testigo {}: nada desde el arranque, {} árbol(es) por cofirmar", state.name,
                  state.behind);
    if (!state.trouble.empty()) text += ": " + state.trouble;
    text += "\n";
    for (const OutsideWitnesses::Alarm& alarm : state.alarms) {
        text += say(language,
                    "ALARM: {} {}: witness {} holds size {}, this log said {}: it is not the log "
                    "that the witness cosigned; find out who changed it\n",
                    "ALARMA: {} {}: el testigo {} tiene tamaño {}, esta bitácora dijo {}: no es la "
                    "bitácora que el testigo cofirmó; averigüe quién la cambió\n",
                    alarm.code, proof::tree_path(alarm.tree), state.name, alarm.held, alarm.told);
    }
    return text;
}

}  // namespace

OutsideDesk::OutsideDesk(Parts parts, std::string password)
    : cosigned_{parts.cosigned},
      witnesses_{parts.proofs,
                 parts.cosigned,
                 {.witnesses = parts.settings.witnesses,
                  .ask_every_ms = parts.settings.every_s * std::int64_t{1000}}},
      hooks_{parts.proofs,
             {.urls = parts.settings.webhooks,
              .every_ms = parts.settings.every_s * std::int64_t{1000}}},
      courier_{{.ca_file = parts.settings.ca_file}, std::move(parts.on_news)} {
    if (parts.settings.mail.server.empty()) return;
    mail_.emplace(parts.proofs, CheckpointMail::Options{.mail = parts.settings.mail,
                                                        .password = std::move(password),
                                                        .file = parts.folder / "mailed"});
}

Result<std::unique_ptr<OutsideDesk>> OutsideDesk::open(Parts parts) {
    auto password = password_in(parts.settings.mail.password_file);
    if (!password) return password.error();
    return std::unique_ptr<OutsideDesk>{new OutsideDesk{std::move(parts), std::move(*password)}};
}

OutsideDesk::~OutsideDesk() { (void)cosigned_.write(); }

void OutsideDesk::send(Errand errand, UtcTime now, SteadyTime steady) {
    const std::uint64_t id = courier_.send(errand.parcel);
    if (id == 0) {
        errand.on_delivered({.why = "too much is on its way"}, now, steady);
        return;
    }
    under_way_.emplace(id, std::move(errand));
}

Result<void> OutsideDesk::turn(UtcTime now, SteadyTime steady) {
    for (const Delivery& delivery : courier_.take()) {
        auto errand = under_way_.extract(delivery.id);
        if (!errand.empty()) errand.mapped().on_delivered(delivery, now, steady);
    }
    auto questions = witnesses_.turn(steady);
    if (!questions) return questions.error();
    for (Errand& errand : *questions) send(std::move(errand), now, steady);
    auto posts = hooks_.turn(steady);
    if (!posts) return posts.error();
    for (Errand& errand : *posts) send(std::move(errand), now, steady);
    if (mail_) {
        auto letter = mail_->turn(now, steady);
        if (!letter) return letter.error();
        if (*letter) send(std::move(**letter), now, steady);
    }
    if (written_ && steady < written_->plus_ms(write_every_ms)) return {};
    written_ = steady;
    return cosigned_.write();
}

Result<std::string> OutsideDesk::words(Language language, UtcTime now) {
    std::string text;
    const auto witnesses = witnesses_.states();
    if (!witnesses) return witnesses.error();
    for (const auto& state : *witnesses) text += witness_line(language, state, now);
    for (const CheckpointHooks::State& hook : hooks_.states()) {
        if (hook.trouble.empty()) continue;
        text += say(language, "checkpoints do not reach {}: {}\n",
                    "los puntos de control no llegan a {}: {}\n", hook.host, hook.trouble);
    }
    if (mail_ && !mail_->trouble().empty()) {
        text += say(language, "checkpoints are not mailed: {}\n",
                    "los puntos de control no salen por correo: {}\n", mail_->trouble());
    }
    return text;
}

}  // namespace saldo::hub
