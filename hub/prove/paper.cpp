#include "hub/prove/paper.hpp"

#include <fmt/format.h>

namespace saldo::hub {
namespace {

bool stands_as_it_is(char c) {
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return is_letter || (c >= '0' && c <= '9') ||
           std::string_view{"-._~/"}.find(c) != std::string_view::npos;
}

/// RFC 3986, with the slashes of names kept.
std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        out += stands_as_it_is(c) ? std::string{c}
                                  : fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
}

}  // namespace

std::string paper_text(const std::string& url, const ProofAnswer& answer, const std::string& ref,
                       const std::vector<ProvedTree>& trees) {
    const ProvedTree* newest = nullptr;
    for (const ProvedTree& tree : trees) {
        const bool is_own = tree.name.company == answer.rfc;
        if (newest == nullptr || is_own) newest = &tree;
    }
    const std::string address = (url.empty() ? "saldo:" : url + "/") + escaped(answer.rfc) + "/" +
                                std::string{answer.kind} + "/" + escaped(ref);
    if (newest == nullptr) return address + "\n";
    const std::string& note = newest->checkpoint;
    return address + "\n" + note.substr(0, note.find("\n\n") + 1);
}

}  // namespace saldo::hub
