#include "hub/customs/part_proposal.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <set>
#include <utility>

#include "common/base/text.hpp"

namespace saldo::customs {
namespace {

constexpr std::size_t remark_max = 120;  // customs cuts a remark there
constexpr std::size_t part_bytes_min = 3;
constexpr std::size_t part_bytes_max = 64;
constexpr std::string_view blanks = " \t";
constexpr std::string_view joints = "-/.,_";  // what a split value ends or goes on with

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

bool has_length(std::string_view token) {
    return token.size() >= part_bytes_min && token.size() <= part_bytes_max;
}

bool looks_like_part(std::string_view token) {
    return has_length(token) && std::ranges::any_of(token, is_digit) &&
           token.find(':') == std::string_view::npos;
}

/// Documents and not goods: the number behind such a word is no part number.
bool names_a_document(std::string_view token) {
    constexpr std::array<std::string_view, 14> words = {
        "COVE",  "FACT", "FAC.", "INVOICE", "INV.",   "SERIE", "GUIA",
        "ORDEN", "CFDI", "PED.", "PEDIMEN", "REMESA", "PO#",   "O.C."};
    const std::string upper = to_upper_ascii(token);
    if (std::ranges::any_of(words, [&](std::string_view w) { return upper.starts_with(w); })) {
        return true;
    }
    constexpr std::size_t uuid_size = 36;
    return token.size() == uuid_size && std::ranges::count(token, '-') == 4;
}

/// A line of one word that could be goods.
bool is_bare_token(std::string_view line) {
    return !line.empty() && line.find_first_of(blanks) == std::string_view::npos &&
           line.find(':') == std::string_view::npos && has_length(line) && !names_a_document(line);
}

/// Walks over one line in upper case.
class Scanner {
public:
    Scanner(std::string_view text, std::size_t at) : rest_{text.substr(at)} {}
    bool take(std::string_view word) {
        if (!rest_.starts_with(word)) return false;
        rest_.remove_prefix(word.size());
        return true;
    }
    void skip(std::string_view set) {
        rest_.remove_prefix(std::min(rest_.find_first_not_of(set), rest_.size()));
    }
    std::string_view rest() const { return rest_; }

private:
    std::string_view rest_;
};

/// The place behind a label "No. de parte:" that starts at `at`; nothing where none does.
std::optional<std::size_t> behind_label(std::string_view upper, std::size_t at) {
    Scanner scan{upper, at};
    if (scan.take("P/N")) {
        scan.skip(" \t.:#");
        return upper.size() - scan.rest().size();
    }
    const bool has_number = scan.take("NUMERO") || scan.take("NUM") || scan.take("NO") ||
                            scan.take("N\xC2\xB0") || scan.take("N\xC2\xBA");
    if (!has_number) return std::nullopt;
    scan.skip(" \t.");
    if (scan.take("DE ")) scan.skip(blanks);
    if (!scan.take("PARTE") && !scan.take("PART")) return std::nullopt;
    if (!scan.rest().empty() && is_letter(scan.rest().front())) return std::nullopt;
    scan.skip(" \t.:#");
    return upper.size() - scan.rest().size();
}

/// Finds the labels of one partida's remarks and the values behind them.
class LabelReader {
public:
    explicit LabelReader(std::span<const Remark> remarks) : remarks_{remarks} {}

    std::vector<PartCandidate> read() {
        for (std::size_t i = 0; i < remarks_.size(); ++i) {
            if (i != value_line_) read_line(i);
        }
        return std::move(found_);
    }

private:
    void read_line(std::size_t i);
    void take_value(std::size_t i, std::string_view line, std::size_t at);
    void take_next_line(std::size_t i);
    void add(std::size_t i, std::string_view value, bool is_doubtful);
    std::string_view line(std::size_t i) const { return trim(remarks_[i].text); }
    bool goes_on_after(std::size_t i) const {
        return i + 1 < remarks_.size() && is_bare_token(line(i + 1)) &&
               std::ranges::any_of(line(i + 1), is_digit);
    }

    std::span<const Remark> remarks_;
    std::vector<PartCandidate> found_;
    std::size_t value_line_ = static_cast<std::size_t>(-1);  ///< already read as a label's value
};

void LabelReader::read_line(std::size_t i) {
    const std::string_view text = line(i);
    const std::string upper = to_upper_ascii(text);
    bool has_label = false;
    for (std::size_t at = 0; at < upper.size(); ++at) {
        // Inside a word there is no label; a line's own number may stand right before it.
        if (at > 0 && is_letter(upper[at - 1])) continue;
        const auto behind = behind_label(upper, at);
        if (!behind) continue;
        has_label = true;
        if (*behind == upper.size()) {
            take_next_line(i);
        } else {
            take_value(i, text, *behind);
        }
        at = *behind - 1;
    }
    if (!has_label && is_bare_token(text)) {
        found_.push_back({.part_number = std::string{text},
                          .sequence = remarks_[i].sequence,
                          .is_labelled = false,
                          .is_doubtful = remarks_[i].text.size() >= remark_max});
    }
}

void LabelReader::add(std::size_t i, std::string_view value, bool is_doubtful) {
    const bool is_readable = looks_like_part(value) && !names_a_document(value);
    const bool is_open = !value.empty() && (joints.find(value.back()) != std::string_view::npos ||
                                            joints.find(value.front()) != std::string_view::npos);
    found_.push_back({.part_number = is_readable ? std::string{value} : std::string{},
                      .sequence = remarks_[i].sequence,
                      .is_labelled = true,
                      .is_doubtful = is_doubtful || is_open || !is_readable});
}

/// The value behind a label on the same line, up to the next blank. What follows it may only be
/// another label ("NZEZYJL: …"): otherwise the value may have a blank inside.
void LabelReader::take_value(std::size_t i, std::string_view text, std::size_t at) {
    const std::string_view rest = text.substr(at);
    const std::size_t end = std::min(rest.find_first_of(blanks), rest.size());
    const std::string_view after = trim(rest.substr(end));
    bool is_doubtful = false;
    if (after.empty()) {
        is_doubtful = text.size() >= remark_max || goes_on_after(i);
    } else {
        const std::string_view next_word = after.substr(0, after.find_first_of(blanks));
        const bool is_label = next_word.find(':') != std::string_view::npos ||
                              behind_label(to_upper_ascii(after), 0).has_value();
        is_doubtful = !is_label;
    }
    add(i, rest.substr(0, end), is_doubtful);
}

void LabelReader::take_next_line(std::size_t i) {
    if (i + 1 >= remarks_.size() || !is_bare_token(line(i + 1))) {
        add(i, {}, true);
        return;
    }
    value_line_ = i + 1;
    add(i + 1, line(i + 1), line(i + 1).size() >= remark_max || goes_on_after(i + 1));
}

}  // namespace

std::vector<PartCandidate> part_candidates(std::span<const Remark> remarks) {
    return LabelReader{remarks}.read();
}

std::optional<std::string> propose_part(
    std::span<const Remark> remarks,
    const std::function<bool(std::string_view part_number)>& is_known_part) {
    const std::vector<PartCandidate> candidates = part_candidates(remarks);
    std::set<std::string> labelled;
    std::set<std::string> known;
    bool has_label = false;
    bool is_doubtful = false;
    const PartCandidate* before = nullptr;
    for (const PartCandidate& candidate : candidates) {
        is_doubtful = is_doubtful || candidate.is_doubtful;
        if (candidate.is_labelled) {
            has_label = true;
            labelled.insert(candidate.part_number);
            continue;
        }
        if (is_known_part && is_known_part(candidate.part_number)) {
            known.insert(candidate.part_number);
        }
        // Two lines that together are a part: one of them alone may be one by chance.
        const bool is_split = before != nullptr && is_known_part &&
                              is_known_part(before->part_number + candidate.part_number);
        is_doubtful = is_doubtful || is_split;
        before = &candidate;
    }
    if (is_doubtful) return std::nullopt;
    if (has_label) return labelled.size() == 1 ? std::optional{*labelled.begin()} : std::nullopt;
    if (known.size() == 1) return *known.begin();
    const bool is_only_line = known.empty() && remarks.size() == 1 && candidates.size() == 1;
    if (is_only_line && looks_like_part(candidates[0].part_number)) {
        return candidates[0].part_number;
    }
    return std::nullopt;
}

}  // namespace saldo::customs
