#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "common/base/time.hpp"
#include "common/mqtt/link.hpp"
#include "hub/hub_store.hpp"

namespace saldo::hub {

/// Ends the broker's session of each revoked agent (docs/adr/0022).
///
/// mosquitto asks the revocation list in the handshake only: an agent that is connected stays so.
/// MQTT lets one client id have one connection, and the newer one wins; so the hub, which is the
/// authority, gives itself a certificate in the agent's name for some minutes, connects with it and
/// a clean session, and the agent is out, with all that the broker kept for it. It stays for a
/// while to see that nobody takes the session back: a broker that has not read the new list yet
/// lets the agent in again, and then the hub comes again.
///
/// Owns:  one thread, the hub's; links post to it.
class BrokerCut {
public:
    /// `link` is how the hub itself reaches the broker, with TLS.
    BrokerCut(HubStore& hub, mqtt::LinkOptions link, mqtt::LinkFactory factory);
    ~BrokerCut();

    /// Looks who is revoked and not yet out; call it each second or so.
    void tick(UtcTime now, SteadyTime steady);
    /// Sessions that were ended since the start, and are watched no more.
    std::size_t ended() const { return done_.size(); }

private:
    struct Session {
        std::unique_ptr<mqtt::MqttLink> link;
        std::filesystem::path file;
        bool is_up = false;
        bool is_lost = false;
        SteadyTime since;  ///< in this state
        std::uint32_t attempts = 0;
    };
    void look_for_work(UtcTime now, SteadyTime steady);
    void begin(const std::string& agent, UtcTime now, SteadyTime steady);
    void go_on(const std::string& agent, Session& session, UtcTime now, SteadyTime steady);
    void drop(Session& session);

    HubStore& hub_;
    mqtt::LinkOptions options_;
    mqtt::LinkFactory factory_;
    std::map<std::string, Session> sessions_;
    std::set<std::string> done_;
};

}  // namespace saldo::hub
