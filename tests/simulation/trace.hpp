#pragma once

#include <cstdint>
#include <cstdio>
#include <map>
#include <string>
#include <string_view>

namespace saldo::sim {

/// Everything that happens in a seed, as lines: hashed always, printed if asked.
class Trace {
public:
    explicit Trace(bool is_printed) : is_printed_{is_printed} {}

    void line(std::int64_t now_ns, std::string_view text) {
        add(std::to_string(now_ns));
        add(" ");
        add(text);
        add("\n");
        if (is_printed_) {
            std::printf("%14.6f %.*s\n", static_cast<double>(now_ns) / 1e9,
                        static_cast<int>(text.size()), text.data());
        }
    }
    std::uint64_t hash() const { return hash_; }

private:
    void add(std::string_view text) {  // FNV-1a
        for (const char c : text)
            hash_ = (hash_ ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
    }
    bool is_printed_;
    std::uint64_t hash_ = 0xCBF29CE484222325ULL;
};

/// How often each fault struck, and how often each defence did: a harness that met none saw none.
using Counters = std::map<std::string, std::uint64_t, std::less<>>;

inline void count(Counters& counters, std::string_view name, std::uint64_t by = 1) {
    const auto slot = counters.find(name);
    if (slot != counters.end()) {
        slot->second += by;
    } else {
        counters.emplace(name, by);
    }
}

}  // namespace saldo::sim
