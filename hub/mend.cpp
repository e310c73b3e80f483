#include "hub/mend.hpp"

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include "common/config/clock.hpp"
#include "common/config/log.hpp"
#include "common/mqtt/paho_link.hpp"
#include "common/wire/topics.hpp"
#include "hub/hub_store.hpp"
#include "hub/ingest/refill_desk.hpp"
#include "hub/log/entry_facts.hpp"

namespace saldo::hub {
namespace {

using config::log_event;
using config::LogLevel;

constexpr auto turn_period = std::chrono::milliseconds{100};
constexpr std::int64_t ask_ms = 5'000;
constexpr std::int64_t reconnect_ms = 1'000;
/// An agent that is off may be on tomorrow: the program ends, and is started again.
constexpr std::int64_t mend_ms_max = 600'000;

/// The agents that the readable part of the log enrolled: there is no book yet to ask.
class LoggedAgents final : public AgentDirectory {
public:
    explicit LoggedAgents(const LmdbLog& log) {
        constexpr std::size_t stretch_entries = 4'096;
        constexpr std::size_t stretch_bytes = 8U << 20;
        LogScrubPlace at;
        for (bool is_end = false; !is_end;) {
            const auto stretch = log.scrub(at, stretch_entries, stretch_bytes,
                                           [this](const EntryView& entry) { look_at(entry); });
            is_end = !stretch || stretch->is_end;
        }
    }
    std::optional<AgentEntry> find(std::string_view agent) const override {
        const auto found = agents_.find(agent);
        if (found == agents_.end()) return std::nullopt;
        return found->second;
    }

private:
    void look_at(const EntryView& entry) {
        if (entry.kind != EntryKind::facts) return;
        (void)visit_facts(
            entry, [](std::string_view) { return std::string{}; },
            [this](Recorded&& recorded) {
                if (const auto* enrolled = std::get_if<AgentEnrolment>(&recorded.fact)) {
                    agents_[enrolled->agent.value()] = {.rfc = enrolled->rfc,
                                                        .plant = enrolled->plant,
                                                        .key = enrolled->signing_key};
                }
            });
    }

    std::map<std::string, AgentEntry, std::less<>> agents_;
};

class Mending {
public:
    Mending(LmdbLog& log, SigningKey key, mqtt::LinkOptions link)
        : agents_{log},
          desk_{std::move(key), log, agents_, {.scrub_hours = 1, .ask_ms = ask_ms}},
          options_{std::move(link)} {}

    Result<void> run() {
        ends_at_ = now_steady().plus_ms(mend_ms_max);
        boost::asio::signal_set signals{io_, SIGINT, SIGTERM};
        signals.async_wait([this](boost::system::error_code error, int) {
            if (!error) end(Error{Errc::unavailable, "asked to end while the log was mended"});
        });
        turn();
        io_.run();
        if (link_) link_->disconnect();
        return outcome_;
    }

private:
    void turn() {
        const SteadyTime now = now_steady();
        connect_if_due(now);
        const auto out = desk_.turn(now);
        if (!out) return end(out.error());
        if (is_up_) {
            for (const Outgoing& message : *out) {
                (void)link_->publish(message.topic, message.payload, message.is_retained);
            }
        }
        const RefillDesk::Status status = desk_.status();
        if (status.passes > 0 && status.unread == 0) return end({});
        if (now >= ends_at_) {
            std::string what = "the log is damaged, and no agent made it good:";
            for (const std::string& line : desk_.damage()) what += "\n" + line;
            return end(Error{Errc::storage, what});
        }
        timer_.expires_after(turn_period);
        timer_.async_wait([this](boost::system::error_code error) {
            if (!error) turn();
        });
    }

    void connect_if_due(SteadyTime now) {
        if (link_ || now < connect_at_) return;
        connect_at_ = now.plus_ms(reconnect_ms);
        auto link = mqtt::paho_factory(io_.get_executor())(
            options_, [this](const mqtt::Event& event) { on_event(event); });
        if (!link) return;
        link_ = std::move(*link);
        if (!link_->connect()) link_.reset();
    }

    void on_event(const mqtt::Event& event) {
        if (std::holds_alternative<mqtt::Up>(event)) {
            is_up_ = link_ && link_->subscribe("saldo/1/+/+/up/refill").has_value();
        } else if (const auto* message = std::get_if<mqtt::Message>(&event)) {
            on_message(*message);
        } else {
            is_up_ = false;
            link_.reset();
        }
    }

    void on_message(const mqtt::Message& message) {
        const auto topic = wire::parse_topic(message.topic);
        if (!topic || topic->channel != wire::Channel::refill_up) return;
        const auto agent = agents_.find(topic->agent);
        if (!agent) return;
        const auto taken = desk_.on_message(topic->agent, *agent, message.payload, now_steady());
        if (taken) return;
        log_event(LogLevel::warn, "mend.refused",
                  {{"plant", topic->agent}, {"why", taken.error().what}});
        if (taken.error().code == Errc::storage) end(taken.error());
    }

    void end(Result<void> outcome) {
        outcome_ = std::move(outcome);
        io_.stop();
    }

    boost::asio::io_context io_{1};
    boost::asio::steady_timer timer_{io_};
    LoggedAgents agents_;
    RefillDesk desk_;
    mqtt::LinkOptions options_;
    std::unique_ptr<mqtt::MqttLink> link_;
    bool is_up_ = false;
    SteadyTime connect_at_;
    SteadyTime ends_at_;
    Result<void> outcome_;
};

}  // namespace

Result<void> mend_log(const std::filesystem::path& folder, const LogOptions& options,
                      const mqtt::LinkOptions& link) {
    auto key = HubStore::load_key(folder);
    if (!key) return key.error();
    auto log = LmdbLog::open(folder, options);
    if (!log) return log.error();
    log_event(LogLevel::error, "hub.mends", {{"what", "the log is damaged; agents are asked"}});
    Mending mending{**log, std::move(*key), link};
    return mending.run();
}

}  // namespace saldo::hub
