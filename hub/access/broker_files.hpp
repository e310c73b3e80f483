#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/base/result.hpp"
#include "common/base/words.hpp"
#include "hub/access/access_store.hpp"

namespace saldo::hub {

/// What an ordinary mosquitto needs to serve this hub's agents, and the folder where it finds it.
///
///   saldo.conf   included from mosquitto's own configuration
///   saldo.acl    who may say what: a pattern by certificate name, and the hub
///   ca.crt, server.pem, crl.pem
struct BrokerPlan {
    std::filesystem::path folder;  ///< as the broker sees it too
    std::string address;           ///< to listen on; empty: every address
    std::uint16_t port = 0;
    std::vector<std::string> names;  ///< by which agents reach it
};

/// The plan that `broker-config write` chose last. Errors: storage.
Result<std::optional<BrokerPlan>> read_broker_plan(const AccessStore& access);
Result<void> write_broker_plan(const AccessStore& access, const BrokerPlan& plan);

/// saldo.conf, byte for byte.
std::string broker_configuration(const BrokerPlan& plan);
/// saldo.acl, byte for byte. Whoever is revoked is named and denied, so that a session that is open
/// at the time reads and writes nothing from the next reload on.
std::string broker_acl(const std::string& hub, const std::map<std::string, std::string>& revoked);

/// Writes every file that is missing or not as it should be; gives their names. The folder must be
/// there: its owner and group are the administrator's matter. Errors: not_found, storage,
/// malformed.
Result<std::vector<std::string>> write_broker_files(
    AccessStore& access, const BrokerPlan& plan, const std::string& hub,
    const std::map<std::string, std::string>& revoked, UtcTime now);

/// One thing that is wrong with the broker's files.
struct BrokerFault {
    std::string file;
    Words what;
};
/// Looks at what is there: content, permissions, dates, and that the list names all that it must.
std::vector<BrokerFault> check_broker_files(const AccessStore& access, const BrokerPlan& plan,
                                            const std::string& hub,
                                            const std::map<std::string, std::string>& revoked,
                                            UtcTime now);

}  // namespace saldo::hub
