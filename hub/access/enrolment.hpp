#pragma once

#include <functional>
#include <string>
#include <variant>

#include "common/config/enrol_messages.hpp"
#include "common/domain/fact.hpp"
#include "hub/access/access_store.hpp"
#include "hub/access/attempts.hpp"
#include "hub/ingest/agent_directory.hpp"

namespace saldo::hub {

/// Why the hub gives no certificate. Codes are frozen: agents have a sentence for each.
struct EnrolRefusal {
    int status = 403;  ///< of HTTP
    std::string code;  ///< "enrol.token_used"
    std::string what;  ///< one sentence, in English; the agent says it in its user's language
};
using EnrolOutcome = std::variant<config::EnrolAnswer, EnrolRefusal>;

/// Gives certificates: the first for a token, the next for a signature of the key that is known.
///
/// Every refusal is logged with its reason and the asker's address.
/// Owns:  the count of failures; uses the store, the directory and the log of others. One thread.
class Enrolment {
public:
    struct Hub {
        std::string id;
        PublicKey key{};
        std::string broker_host;  ///< as agents reach it
        std::uint16_t broker_port = 0;
    };
    /// Appends a fact, durably, and shows it to the book. One that is held already does nothing.
    using Append = std::function<Result<void>(const Fact&, UtcTime)>;

    Enrolment(AccessStore& access, const AgentDirectory& agents, Append append, Hub hub)
        : access_{access}, agents_{agents}, append_{std::move(append)}, hub_{std::move(hub)} {}

    /// Uses the token, once: the same question with the same keys gets the same answer again, so
    /// that an answer that was lost on its way costs nothing.
    EnrolOutcome enrol(const config::EnrolRequest& request, std::string_view peer, UtcTime now);
    EnrolOutcome renew(const config::RenewRequest& request, std::string_view peer, UtcTime now);
    /// A question that could not even be read. Gives its refusal.
    EnrolRefusal unreadable(const std::string& why, std::string_view peer, UtcTime now);

private:
    std::variant<Token, EnrolRefusal> check_token(const config::EnrolRequest& request,
                                                  const CertificateRequest& csr, UtcTime now) const;
    EnrolOutcome refuse(EnrolRefusal refusal, std::string_view agent, std::string_view peer,
                        UtcTime now);
    config::EnrolAnswer answer(const std::string& agent, const AgentEntry& entry,
                               std::string certificate) const;
    EnrolOutcome enrol_with(const Token& token, const config::EnrolRequest& request,
                            const CertificateRequest& csr, std::string_view peer, UtcTime now);

    AccessStore& access_;
    const AgentDirectory& agents_;
    Append append_;
    Hub hub_;
    Attempts attempts_;
};

}  // namespace saldo::hub
