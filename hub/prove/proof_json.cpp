#include "hub/prove/proof_json.hpp"

#include <string_view>

#include "common/base/json.hpp"
#include "common/crypto/hash.hpp"
#include "common/tlog/base64.hpp"
#include "hub/proof/tree_name.hpp"

namespace saldo::hub {
namespace {

constexpr std::string_view format = "saldo-proof/1";

std::string text_of(std::string_view text) {
    std::string out;
    append_json_text(out, text);
    return out;
}

std::string base64(ByteView bytes) { return '"' + tlog::to_base64(bytes) + '"'; }

/// [a, b, …], each element on a line of its own.
template <class Items, class ToJson>
std::string list_of(const Items& items, const ToJson& to_json) {
    std::string out = "[";
    for (const auto& item : items) {
        if (out.size() > 1) out += ",\n";
        out += to_json(item);
    }
    return out + "]";
}

std::string fact_of(const ProvedFact& fact) {
    std::string out = "{\"position\": " + std::to_string(fact.position.value()) +
                      ", \"role\": " + text_of(to_string(fact.role)) +
                      ", \"tree\": " + text_of(proof::tree_path(fact.tree)) +
                      ", \"proof\": " + text_of(fact.proof) + ", \"leaf\": " + base64(fact.leaf) +
                      ", \"kind\": " + std::to_string(fact.kind);
    if (fact.before) out += ", \"before\": " + base64(*fact.before);
    return out + ", \"content\": " + base64(fact.content) + "}";
}

std::string hashes_of(const tlog::Proof& hashes) {
    return list_of(hashes, [](const Digest& hash) { return base64(hash); });
}

std::string tree_of(const ProvedTree& tree) {
    return "{\"tree\": " + text_of(proof::tree_path(tree.name)) +
           ", \"checkpoint\": " + text_of(tree.checkpoint) + ", \"cosigned\": " +
           list_of(tree.cosigned,
                   [](const ProvedTree::Cosigned& one) {
                       return "{\"note\": " + text_of(one.note) +
                              ", \"consistency\": " + hashes_of(one.consistency) + "}";
                   }) +
           ", \"sealed\": " +
           list_of(tree.sealed,
                   [](const ProvedTree::Sealed& one) {
                       return "{\"size\": " + std::to_string(one.size) +
                              ", \"root\": " + base64(one.root) +
                              ", \"consistency\": " + hashes_of(one.consistency) + "}";
                   }) +
           "}";
}

std::string frame_of(const ProvedFrame& frame) {
    return "{\"first\": " + std::to_string(frame.first.value()) +
           ", \"count\": " + std::to_string(frame.count) +
           ", \"skip\": " + std::to_string(frame.skip) + ", \"frame\": " + base64(frame.frame) +
           ", \"records\": " +
           list_of(frame.records, [](const Bytes& record) { return base64(record); }) + "}";
}

std::string member(std::string_view name, const std::string& value) {
    return ",\n" + text_of(name) + ": " + value;
}

}  // namespace

std::string proof_json(const ProofHead& head, const ProofAnswer& answer, const Evidence& evidence,
                       const SignText& sign) {
    std::string tables;
    for (const auto& [name, table] : answer.tables) {
        tables += (tables.empty() ? "" : ",\n") + text_of(name) + ": " + book::to_json(table);
    }
    std::string out = "{\"format\": " + text_of(format);
    out += member("kind", text_of(answer.kind));
    out += member("ref", text_of(head.ref));
    out += member("company", text_of(answer.rfc));
    out += member("hub", text_of(head.hub));
    out += member("origin", text_of(head.origin));
    out += member("log_key", text_of(head.log_key));
    out += member("position", std::to_string(head.position));
    out += member("program", text_of(head.program));
    out += member("answer", "{" + tables + "}");
    out += member("words", "{\"en\": " + list_of(answer.words_en, text_of) +
                               ",\n\"es\": " + list_of(answer.words_es, text_of) + "}");
    out += member("trees", list_of(evidence.trees, tree_of));
    out += member("frames", list_of(evidence.frames, frame_of));
    out += member("facts", list_of(evidence.facts, fact_of));
    const std::string digest = tlog::to_base64(sha256(as_bytes(out)));
    const std::string said = head.origin + "/proof\n" + std::string{format} + "\n" + digest + "\n";
    return out + member("seal", text_of(sign(said))) + "}\n";
}

}  // namespace saldo::hub
