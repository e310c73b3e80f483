#include "hub/backup/age.hpp"

#include <algorithm>
#include <array>

#include "common/base/text.hpp"
#include "hub/backup/child_program.hpp"

namespace saldo::hub {
namespace {

constexpr const char* program = "age";

Error no_age() {
    return {Errc::not_found, "age is not installed: apt-get install age (backups are encrypted)"};
}

Result<Ended> run_age(const std::vector<std::string>& arguments, const ChildInput& input) {
    auto ended = run_child(program, arguments, input);
    if (!ended && ended.error().code == Errc::not_found) return no_age();
    return ended;
}

Result<void> encrypt(const std::vector<std::string>& recipients, const ChildInput& input,
                     const std::filesystem::path& to) {
    std::vector<std::string> arguments{"--encrypt"};
    for (const std::string& recipient : recipients) {
        arguments.emplace_back("--recipient");
        arguments.push_back(recipient);
    }
    ChildInput with_out = input;
    with_out.out = to;
    const auto ended = run_age(arguments, with_out);
    if (!ended) return ended.error();
    if (ended->exit == 0) return {};
    return Error{Errc::unavailable,
                 "encrypting " + to.string() + ": " + std::string{trim(ended->err)}};
}

Result<Ended> decrypt(const std::filesystem::path& identity, const std::filesystem::path& from,
                      const std::filesystem::path& to) {
    auto ended = run_age({"--decrypt", "--identity", identity.string()},
                         {.bytes = {}, .file = from, .out = to});
    if (!ended) return ended.error();
    if (ended->exit == 0) return ended;
    return Error{Errc::forbidden, "opening " + from.string() + " with " + identity.string() + ": " +
                                      std::string{trim(ended->err)}};
}

}  // namespace

Result<void> check_recipients(const std::vector<std::string>& recipients) {
    constexpr std::array<std::string_view, 3> kinds = {"age1", "ssh-ed25519 ", "ssh-rsa "};
    for (const std::string& recipient : recipients) {
        const bool is_known = std::ranges::any_of(
            kinds, [&](std::string_view kind) { return recipient.starts_with(kind); });
        if (!is_known) {
            return malformed("\"" + recipient +
                             "\" is no recipient of age: age1…, ssh-ed25519 … or ssh-rsa …");
        }
    }
    return {};
}

Result<void> encrypt_file(const std::vector<std::string>& recipients,
                          const std::filesystem::path& from, const std::filesystem::path& to) {
    return encrypt(recipients, {.bytes = {}, .file = from, .out = {}}, to);
}

Result<void> encrypt_bytes(const std::vector<std::string>& recipients, ByteView content,
                           const std::filesystem::path& to) {
    return encrypt(recipients, {.bytes = content, .file = {}, .out = {}}, to);
}

Result<void> decrypt_file(const std::filesystem::path& identity, const std::filesystem::path& from,
                          const std::filesystem::path& to) {
    const auto ended = decrypt(identity, from, to);
    if (!ended) return ended.error();
    return {};
}

Result<Bytes> decrypt_bytes(const std::filesystem::path& identity,
                            const std::filesystem::path& from) {
    auto ended = decrypt(identity, from, {});
    if (!ended) return ended.error();
    return std::move(ended->out);
}

Result<std::string> make_identity(const std::filesystem::path& file) {
    auto made = run_child("age-keygen", {}, {.bytes = {}, .file = {}, .out = file});
    if (!made && made.error().code == Errc::not_found) return no_age();
    if (!made) return made.error();
    const auto shown = run_child("age-keygen", {"-y", file.string()});
    if (!shown) return shown.error();
    if (made->exit != 0 || shown->exit != 0) {
        return Error{Errc::unavailable, "age-keygen: " + made->err + shown->err};
    }
    return std::string{trim(as_text(shown->out))};
}

}  // namespace saldo::hub
