#include "hub/customs/finding_list.hpp"

#include <algorithm>
#include <utility>

#include "hub/customs/finding_texts.hpp"

namespace saldo::customs {

void FindingList::add(FindingCode code, std::string_view file, std::size_t row,
                      std::string_view column, std::string_view found, std::string_view expected) {
    add_as(texts_of(code).usual, code, file, row, column, found, expected);
}

void FindingList::add_as(Severity severity, FindingCode code, std::string_view file,
                         std::size_t row, std::string_view column, std::string_view found,
                         std::string_view expected) {
    has_errors_ = has_errors_ || severity == Severity::error;
    auto kind = std::ranges::find_if(kinds_, [&](const Kind& k) {
        return k.code == code && k.column == column && k.file == file;
    });
    if (kind == kinds_.end()) {
        kinds_.push_back({code, std::string{file}, std::string{column}, 0});
        kind = kinds_.end() - 1;
    }
    ++kind->count;
    if (kind->count > alike_max) return;
    Finding finding = make_finding(code, std::string{file}, row, std::string{column},
                                   std::string{found}, std::string{expected});
    finding.severity = severity;
    kept_.push_back(std::move(finding));
}

std::vector<Finding> FindingList::take() {
    for (const Kind& kind : kinds_) {
        if (kind.count <= alike_max) continue;
        kept_.push_back(make_finding(
            FindingCode::more_like_this, kind.file, 0, kind.column,
            std::string{to_string(kind.code)} + " + " + std::to_string(kind.count - alike_max)));
    }
    kinds_.clear();
    return std::exchange(kept_, {});
}

}  // namespace saldo::customs
