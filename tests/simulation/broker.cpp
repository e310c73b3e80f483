#include "tests/simulation/broker.hpp"

#include <algorithm>
#include <utility>

#include "common/base/check.hpp"

namespace saldo::sim {
namespace {

constexpr std::size_t history_max = 256;
constexpr std::int64_t keep_alive_ms = 30'000;
constexpr std::int64_t connect_timeout_ms = 10'000;

/// Topics without their first parts, which are all the same here.
std::string_view tail_of(std::string_view topic) {
    return topic.substr(std::min<std::size_t>(topic.size(), 8));
}

class SimLink final : public mqtt::MqttLink {
public:
    SimLink(Broker& broker, std::shared_ptr<Pipe> pipe) : broker_{broker}, pipe_{std::move(pipe)} {}
    ~SimLink() override { broker_.leave(pipe_, false); }
    SimLink(const SimLink&) = delete;
    SimLink& operator=(const SimLink&) = delete;

    Result<void> connect() override {
        broker_.connect(pipe_);
        return {};
    }
    Result<void> publish(std::string_view topic, ByteView payload, bool retained) override {
        return broker_.publish(pipe_, std::string{topic}, payload, retained);
    }
    Result<void> subscribe(std::string_view filter) override {
        broker_.subscribe(pipe_, std::string{filter});
        return {};
    }
    void disconnect() override { broker_.leave(pipe_, true); }

private:
    Broker& broker_;
    std::shared_ptr<Pipe> pipe_;
};

}  // namespace

bool topic_matches(std::string_view filter, std::string_view topic) {
    for (;;) {
        if (filter == "#") return true;
        const auto filter_end = std::min(filter.find('/'), filter.size());
        const auto topic_end = std::min(topic.find('/'), topic.size());
        const auto word = filter.substr(0, filter_end);
        if (word != "+" && word != topic.substr(0, topic_end)) return false;
        filter.remove_prefix(filter_end);
        topic.remove_prefix(topic_end);
        if (filter == "/#" && topic.empty()) return true;
        if (filter.empty() || topic.empty()) return filter.empty() && topic.empty();
        filter.remove_prefix(1);
        topic.remove_prefix(1);
    }
}

Broker::Broker(Clockwork& clock, Chance chance, Counters& counters, Trace& trace)
    : clock_{clock}, chance_{chance}, counters_{counters}, trace_{trace} {}

std::unique_ptr<mqtt::MqttLink> Broker::make_link(const std::string& place,
                                                  const mqtt::LinkOptions& options,
                                                  std::function<void(mqtt::Event)> deliver) {
    auto pipe = std::make_shared<Pipe>();
    pipe->number = ++pipes_made_;
    pipe->place = place;
    pipe->client_id = options.client_id;
    pipe->will = options.will;
    pipe->unsent_max = options.unsent_max;
    pipe->deliver = std::move(deliver);
    return std::make_unique<SimLink>(*this, std::move(pipe));
}

bool Broker::is_cut(const Pipe& pipe) const {
    const auto cut = cut_until_ns_.find(pipe.place);
    return clock_.now_ns() < down_until_ns_ ||
           (cut != cut_until_ns_.end() && clock_.now_ns() < cut->second);
}

std::int64_t Broker::travel_ns(std::int64_t& free_ns) {
    const std::int64_t at = clock_.now_ns() + chance_.between(100, 1'000) * 1'000 +
                            chance_.between(0, faults.delay_ms_max) * ms_ns;
    if (chance_.hits(faults.overtaken)) {
        if (at < free_ns) count(counters_, "wire: overtaken");
        return at;
    }
    if (faults.delay_ms_max > 100) count(counters_, "wire: delayed");
    return free_ns = std::max(at, free_ns + 1);
}

std::vector<Bytes> Broker::survivors(const Bytes& payload) {
    if (chance_.hits(faults.lost)) {
        count(counters_, "wire: lost");
        return {};
    }
    std::vector<Bytes> out{payload};
    if (chance_.hits(faults.doubled)) {
        count(counters_, "wire: doubled");
        out.push_back(payload);
    }
    if (!payload.empty() && chance_.hits(faults.corrupted)) {
        Bytes& bytes = out.back();
        if (chance_.hits(300)) {
            count(counters_, "wire: cut short");
            bytes.resize(chance_.below(bytes.size()));
        } else {
            count(counters_, "wire: corrupted");
            bytes[chance_.below(bytes.size())] ^= std::byte{1} << chance_.below(8);
        }
    }
    return out;
}

void Broker::tell(const std::shared_ptr<Pipe>& pipe, mqtt::Event event, std::int64_t at_ns) {
    clock_.at(at_ns, [this, pipe, event = std::move(event)]() mutable {
        if (std::holds_alternative<mqtt::Message>(event) && pipe->queued > 0) --pipe->queued;
        const bool is_down = std::holds_alternative<mqtt::Down>(event);
        if (pipe->is_left || (pipe->is_mute && !is_down)) return;
        if (is_down) pipe->is_left = true;  // dead for good: a new link comes
        if (std::holds_alternative<mqtt::Up>(event)) pipe->is_up = true;
        if (const auto* message = std::get_if<mqtt::Message>(&event)) {
            trace_.line(clock_.now_ns(), pipe->place + " hears " +
                                             std::string{tail_of(message->topic)} + " #" +
                                             std::to_string(crc32c(message->payload)));
        }
        const auto deliver = pipe->deliver;
        deliver(std::move(event));
    });
}

void Broker::drop(const std::shared_ptr<Pipe>& pipe, const std::string& why, std::int64_t delay_ms,
                  bool with_will) {
    const bool was_known = std::exchange(pipe->is_known, false);
    std::erase(pipes_, pipe);
    if (!pipe->is_left) tell(pipe, mqtt::Down{why}, clock_.now_ns() + delay_ms * ms_ns);
    if (!was_known || !with_will || !pipe->will) return;
    count(counters_, "broker: will");
    route({pipe->will->topic, pipe->will->payload}, pipe->will->retained);
}

void Broker::connect(const std::shared_ptr<Pipe>& pipe) {
    if (is_cut(*pipe)) {
        count(counters_, "broker: connect failed");
        const std::int64_t wait_ms = chance_.hits(500) ? connect_timeout_ms : 5;
        return tell(pipe, mqtt::Down{"the broker is not reached"},
                    clock_.now_ns() + wait_ms * ms_ns);
    }
    clock_.at(travel_ns(pipe->up_free_ns), [this, pipe] {
        if (pipe->is_left) return;
        const auto others = pipes_;
        for (const auto& other : others) {
            if (other->client_id != pipe->client_id) continue;
            if (knows_names_by_place && other->place != pipe->place) continue;
            count(counters_, "broker: session taken over");
            drop(other, "another client has our name", 1, true);
        }
        pipe->is_known = true;
        pipes_.push_back(pipe);
        tell(pipe, mqtt::Up{}, travel_ns(pipe->down_free_ns));
    });
}

Result<void> Broker::publish(const std::shared_ptr<Pipe>& pipe, std::string topic, ByteView payload,
                             bool retained) {
    if (pipe->is_left || !pipe->is_up) return Error{Errc::unavailable, "not connected"};
    if (pipe->unsent >= static_cast<std::size_t>(pipe->unsent_max)) {
        count(counters_, "broker: too much unsent");
        return Error{Errc::unavailable, "too much is unsent"};
    }
    if (chance_.hits(faults.refused)) {
        count(counters_, "wire: publish refused");
        return Error{Errc::unavailable, "refused"};
    }
    trace_.line(clock_.now_ns(), pipe->place + " says " + std::string{tail_of(topic)} + " " +
                                     std::to_string(payload.size()) + " #" +
                                     std::to_string(crc32c(payload)));
    ++pipe->unsent;
    const Bytes bytes{payload.begin(), payload.end()};
    if (pipe->place == "hub" && on_said_by_hub) on_said_by_hub(topic, bytes);
    if (pipe->is_mute || is_cut(*pipe)) return {};  // it fills up: nobody acknowledges
    const auto copies = survivors(bytes);
    for (const Bytes& copy : copies) {
        clock_.at(travel_ns(pipe->up_free_ns), [this, pipe, said = Said{topic, copy}, retained] {
            arrive(pipe, said, retained);
        });
    }
    // The PUBACK comes back whatever became of the message.
    clock_.at(travel_ns(pipe->up_free_ns), [pipe] {
        if (pipe->unsent > 0) --pipe->unsent;
    });
    return {};
}

void Broker::arrive(const std::shared_ptr<Pipe>& pipe, const Said& said, bool retained) {
    if (!pipe->is_known || pipe->is_mute || is_cut(*pipe)) {
        return count(counters_, "wire: lost with its connection");
    }
    if (history_.size() < history_max) {
        history_.push_back(said);
    } else {
        history_[chance_.below(history_max)] = said;
    }
    route(said, retained);
}

void Broker::route(const Said& said, bool retained) {
    if (retained && said.payload.empty()) {
        retained_.erase(said.topic);
    } else if (retained) {
        retained_[said.topic] = said.payload;
    }
    const auto pipes = pipes_;
    for (const auto& pipe : pipes) {
        const bool hears = std::ranges::any_of(pipe->filters, [&](const std::string& filter) {
            return topic_matches(filter, said.topic);
        });
        if (hears) send_down(pipe, said, false);
    }
}

void Broker::send_down(const std::shared_ptr<Pipe>& pipe, const Said& said, bool is_retained) {
    if (pipe->is_mute || is_cut(*pipe)) return count(counters_, "wire: lost with its connection");
    for (const Bytes& copy : survivors(said.payload)) {
        if (pipe->queued >= faults.queue_max) {
            count(counters_, "broker: dropped in silence");
            continue;
        }
        ++pipe->queued;
        tell(pipe, mqtt::Message{.topic = said.topic, .payload = copy, .is_retained = is_retained},
             travel_ns(pipe->down_free_ns));
    }
}

void Broker::subscribe(const std::shared_ptr<Pipe>& pipe, std::string filter) {
    clock_.at(travel_ns(pipe->up_free_ns), [this, pipe, filter = std::move(filter)] {
        if (!pipe->is_known) return;
        pipe->filters.push_back(filter);
        const auto retained = retained_;
        for (const auto& [topic, payload] : retained) {
            if (topic_matches(filter, topic)) send_down(pipe, {topic, payload}, true);
        }
    });
}

void Broker::leave(const std::shared_ptr<Pipe>& pipe, bool politely) {
    if (std::exchange(pipe->is_left, true)) return;
    if (!pipe->is_known) return;
    const bool is_dead = pipe->is_mute || is_cut(*pipe);
    // What was published before still comes in.
    const std::int64_t at = is_dead ? clock_.now_ns() + keep_alive_ms * ms_ns
                                    : std::max(clock_.now_ns(), pipe->up_free_ns) + ms_ns;
    const bool with_will = is_dead || !politely;
    clock_.at(at, [this, pipe, with_will] { drop(pipe, "left", 0, with_will); });
}

void Broker::partition(const std::string& place, std::int64_t until_ns) {
    count(counters_, place == "hub" ? "wire: hub cut off" : "wire: agent cut off");
    std::int64_t& cut = cut_until_ns_[place];
    cut = std::max(cut, until_ns);
    half_open(place, true);
}

void Broker::half_open(const std::string& place, bool is_told) {
    const auto pipes = pipes_;
    for (const auto& pipe : pipes) {
        if (pipe->place != place || pipe->is_mute) continue;
        pipe->is_mute = true;
        count(counters_, is_told          ? "wire: half open"
                         : place == "hub" ? "wire: half open, hub never told"
                                          : "wire: half open, agent never told");
        if (is_told) {
            const std::int64_t wait_ms = chance_.between(1'000, 2 * keep_alive_ms);
            tell(pipe, mqtt::Down{"the broker went silent"}, clock_.now_ns() + wait_ms * ms_ns);
        }
        clock_.in_ms(chance_.between(1'000, keep_alive_ms + keep_alive_ms / 2), [this, pipe] {
            if (!pipe->is_known) return;
            pipe->is_known = false;
            std::erase(pipes_, pipe);
            if (pipe->will) {
                count(counters_, "broker: will");
                route({pipe->will->topic, pipe->will->payload}, pipe->will->retained);
            }
        });
    }
}

void Broker::vanish(const std::string& place) {
    const auto pipes = pipes_;
    for (const auto& pipe : pipes) {
        if (pipe->place == place) leave(pipe, false);
    }
}

void Broker::restart(bool wiped, std::int64_t until_ns) {
    count(counters_, wiped ? "broker: wiped" : "broker: restarted");
    down_until_ns_ = std::max(down_until_ns_, until_ns);
    const auto pipes = pipes_;
    for (const auto& pipe : pipes) {
        drop(pipe, "the broker went away", chance_.between(1, 2'000), false);
    }
    if (wiped) retained_.clear();
}

void Broker::heal() {
    cut_until_ns_.clear();
    down_until_ns_ = 0;
}

void Broker::speak(const std::string& topic, std::optional<Bytes> payload) {
    if (!payload && history_.empty()) return;
    route({topic, payload ? *payload : history_[chance_.below(history_.size())].payload},
          chance_.hits(300));
}

void Broker::replay() {
    if (history_.empty()) return;
    count(counters_, "wire: replayed");
    const Said said = history_[chance_.below(history_.size())];
    trace_.line(clock_.now_ns(), "replay " + said.topic);
    route(said, false);
}

}  // namespace saldo::sim
