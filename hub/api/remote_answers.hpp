#pragma once

#include <string>
#include <string_view>

#include "common/http/client.hpp"
#include "hub/api/answers.hpp"

namespace saldo::api {

/// The answers of a hub that runs, over its socket: so a command prints the same table whether it
/// asks a daemon or opens the store itself. One question, one request; blocks.
///
/// Errors: those of the asked hub, and unavailable or not_found when there is none (http::request).
class RemoteAnswers : public Answers {
public:
    explicit RemoteAnswers(http::Peer peer, http::ClientLimits limits = {})
        : peer_{std::move(peer)}, limits_{limits} {}

    Result<book::Page> balances(const Question& question) const override;
    Result<book::Page> lots(const Question& question) const override;
    Result<book::Page> discharges(const Question& question) const override;
    Result<book::Page> stock(const Question& question) const override;
    Result<book::Page> alerts(const Question& question) const override;
    Result<book::Page> explain(const Question& question) const override;
    /// 0 when the hub cannot be asked.
    std::uint64_t known_up_to() const override;

private:
    Result<book::Page> ask(std::string_view path, const Question& question) const;
    http::Peer peer_;
    http::ClientLimits limits_;
};

/// The question as parameters of the API: what parse_question() reads back.
std::string to_query(const Question& question);

/// Reads an answer of the API. Errors: malformed when it is none.
Result<book::Page> parse_answer(std::string_view json);

}  // namespace saldo::api
