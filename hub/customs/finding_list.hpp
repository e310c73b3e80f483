#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "hub/customs/finding.hpp"

namespace saldo::customs {

/// Findings about files, bounded: of one kind in one column of one file the first few are kept and
/// the rest counted, so that a file with a million bad rows does not make a million findings.
class FindingList {
public:
    static constexpr std::size_t alike_max = 20;

    /// Adds a finding, or counts it.
    void add(FindingCode code, std::string_view file, std::size_t row = 0,
             std::string_view column = {}, std::string_view found = {},
             std::string_view expected = {});
    void add_as(Severity severity, FindingCode code, std::string_view file, std::size_t row = 0,
                std::string_view column = {}, std::string_view found = {},
                std::string_view expected = {});

    bool has_errors() const { return has_errors_; }
    /// All of them in the order in which they came, and behind them what was only counted.
    std::vector<Finding> take();

private:
    struct Kind {
        FindingCode code;
        std::string file;
        std::string column;
        std::size_t count;
    };
    std::vector<Finding> kept_;
    std::vector<Kind> kinds_;
    bool has_errors_ = false;
};

}  // namespace saldo::customs
