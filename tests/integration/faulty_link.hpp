#pragma once

#include <memory>
#include <string>
#include <utility>

#include "common/mqtt/link.hpp"

namespace saldo::test {

/// What goes wrong on the way; 0 means never.
struct Faults {
    std::uint32_t drop_every = 0;
    std::uint32_t double_every = 0;
    // How often it did: a suite that met no fault proves nothing.
    std::uint64_t dropped = 0;
    std::uint64_t doubled = 0;
    std::uint64_t published = 0;
};

/// A link over another that loses and doubles what is published, as a broker may.
class FaultyLink final : public mqtt::MqttLink {
public:
    FaultyLink(std::unique_ptr<mqtt::MqttLink> link, std::shared_ptr<Faults> faults)
        : link_{std::move(link)}, faults_{std::move(faults)} {}

    Result<void> connect() override { return link_->connect(); }
    Result<void> subscribe(std::string_view filter) override { return link_->subscribe(filter); }
    void disconnect() override { link_->disconnect(); }
    Result<void> publish(std::string_view topic, ByteView payload, bool retained) override {
        const std::uint64_t n = ++faults_->published;
        if (faults_->drop_every != 0 && n % faults_->drop_every == 0) {
            ++faults_->dropped;
            return {};  // PUBACKed, and gone: just as a full broker does it
        }
        if (faults_->double_every != 0 && n % faults_->double_every == 0) {
            ++faults_->doubled;
            if (auto first = link_->publish(topic, payload, retained); !first) return first;
        }
        return link_->publish(topic, payload, retained);
    }

private:
    std::unique_ptr<mqtt::MqttLink> link_;
    std::shared_ptr<Faults> faults_;
};

inline mqtt::LinkFactory faulty(mqtt::LinkFactory factory, std::shared_ptr<Faults> faults) {
    return [factory = std::move(factory), faults = std::move(faults)](
               const mqtt::LinkOptions& options,
               mqtt::EventHandler handler) -> Result<std::unique_ptr<mqtt::MqttLink>> {
        auto link = factory(options, std::move(handler));
        if (!link) return link.error();
        return std::unique_ptr<mqtt::MqttLink>{
            std::make_unique<FaultyLink>(std::move(*link), faults)};
    };
}

}  // namespace saldo::test
