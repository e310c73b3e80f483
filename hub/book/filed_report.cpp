#include "hub/book/filed_report.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "hub/book/credit.hpp"

namespace saldo::book {
namespace {

constexpr ReportType types[] = {ReportType::ctm,           ReportType::destruction_donation,
                                ReportType::regime_change, ReportType::regularisation,
                                ReportType::retorno,       ReportType::virtual_transfer};

template <class T>
std::optional<T> number_of(std::string_view text) {
    T number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool is_whole = error == std::errc{} && end == text.data() + text.size();
    return is_whole && text.front() != '-' ? std::optional{number} : std::nullopt;
}

}  // namespace

Table filed_table(const FiledReport& report) {
    Table table{.columns = {{"rfc", false, true},
                            {"type", false, true},
                            {"period", false, true},
                            {"version", true, true},
                            {"fraccion", false, true},
                            {"due"},
                            {"value_mxn", true}},
                .rows = {}};
    for (const auto& [fraccion, value] : report.values) {
        table.rows.push_back({report.rfc, to_string(report.period.type),
                              fmt::format("{:04}-{:02}", report.period.year, report.period.month),
                              std::to_string(report.version), fmt::format("{:08}", fraccion),
                              format_date(due_day(report.period)), format_money(value)});
    }
    return table;
}

FiledReport report_of(const ReportSeal& seal) {
    FiledReport report{.rfc = seal.rfc,
                       .period = {seal.year, seal.month, seal.type},
                       .values = {},
                       .position = LogPosition{seal.position},
                       .version = seal.version,
                       .approvers = {}};
    for (const ReportSeal::Value& value : seal.values) {
        report.values[value.fraccion] = value.amount;
    }
    return report;
}

Digest digest_of(const FiledReport& report) {
    return sha256(as_bytes(to_csv(filed_table(report))));
}

Result<ReportName> parse_report_name(std::string_view text) {
    Error wrong = malformed("a report is named as return/2026-02, or return/2026-02#2");
    ReportName name;
    if (const std::size_t at = text.find('#'); at != std::string_view::npos) {
        const auto version = number_of<std::uint32_t>(text.substr(at + 1));
        if (!version || *version == 0) return wrong;
        name.version = *version;
        text = text.substr(0, at);
    }
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos) return wrong;
    const auto type = std::ranges::find(types, text.substr(0, slash),
                                        [](ReportType one) { return to_string(one); });
    const std::string_view period = text.substr(slash + 1);
    if (type == std::end(types) || period.size() != 7 || period[4] != '-') return wrong;
    const auto year = number_of<std::int32_t>(period.substr(0, 4));
    const auto month = number_of<std::uint8_t>(period.substr(5));
    if (!year || !month || *year < 1900 || *year > 2999 || *month < 1 || *month > 12) return wrong;
    name.period = {*year, *month, *type};
    return name;
}

const FiledReport* find_report(const Filings& filings, const std::string& rfc,
                               const ReportName& name) {
    const FiledReport* found = nullptr;
    for (const FiledReport& report : filings.all()) {
        const bool is_it = report.rfc == rfc && report.period == name.period &&
                           (name.version == 0 || name.version == report.version);
        if (is_it) found = &report;
    }
    return found;
}

}  // namespace saldo::book
