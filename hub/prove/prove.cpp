#include "hub/prove/prove.hpp"

#include "hub/prove/debt_answer.hpp"
#include "hub/prove/movement_answer.hpp"
#include "hub/prove/paper.hpp"
#include "hub/prove/report_answer.hpp"

namespace saldo::hub {
namespace {

Result<ProofAnswer> answer_of(const ProveSource& source, const ProofQuestion& question) {
    auto filed = answer_report(source.book, question);
    if (!filed) return filed.error();
    if (*filed) return std::move(**filed);
    if (!question.ref.starts_with('@')) {
        if (auto debt = answer_debt(source.book, source.places, question)) return std::move(*debt);
    }
    auto movement = answer_movement(source.book, source.evidence.log, source.places, question);
    if (!movement) return movement.error();
    if (*movement) return std::move(**movement);
    return Error{Errc::not_found, "nothing is called " + question.ref + " here"};
}

}  // namespace

Result<Proved> prove_one(const ProveSource& source, const ProofQuestion& question,
                         const ProofHead& head, const SignText& sign, const std::string& url) {
    const auto answer = answer_of(source, question);
    if (!answer) return answer.error();
    const auto evidence = gather(source.evidence, answer->positions, answer->rfc, answer->sealed);
    if (!evidence) return evidence.error();
    return Proved{.file = proof_json(head, *answer, *evidence, sign),
                  .paper = paper_text(url, *answer, head.ref, evidence->trees)};
}

}  // namespace saldo::hub
