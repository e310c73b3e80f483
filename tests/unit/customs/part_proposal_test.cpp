#include "hub/customs/part_proposal.hpp"

#include <algorithm>

#include "tests/support/catch.hpp"

using namespace saldo;
using namespace saldo::customs;

namespace {

std::vector<Remark> remarks_of(const std::vector<std::string>& lines) {
    std::vector<Remark> remarks;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        remarks.push_back({static_cast<std::uint16_t>(i + 1), lines[i]});
    }
    return remarks;
}

struct Case {
    std::string name;
    std::vector<std::string> lines;
    std::vector<std::string> known;
    std::string part;  ///< empty: nothing may be proposed
};

}  // namespace

TEST_CASE("a part is proposed only where the remarks leave no doubt", "[customs][proposal]") {
    const std::string full_line = "PIEZA " + std::string(96, 'X') + " No. De parte: 7CYK-";
    const auto c = GENERATE_COPY(values<Case>({
        {"a label and its value",
         {"No. De parte: 7CYK-891976-4143-2TS12"},
         {},
         "7CYK-891976-4143-2TS12"},
        {"the label of another broker", {"No.Parte: RM-00001"}, {}, "RM-00001"},
        {"a value on the next line", {"NO.PARTE", "RM-00001"}, {}, "RM-00001"},
        {"a line's own number before the label, and more labels behind",
         {"4NO. DE PARTE : 3VAU-415304-3574  NZEZYJL: 04QJUKA1880-CQ IYGAT:DZMZL"},
         {},
         "3VAU-415304-3574"},
        {"a document's number before it", {"COVE2510", "No.Parte: RM-00001"}, {}, "RM-00001"},
        {"words around it",
         {"CONJUNTO SOPORTE", "No. De parte: AB-1234", "COLOR AZUL"},
         {},
         "AB-1234"},
        {"labels that agree", {"No. De parte: AB-1234", "NO. DE PARTE AB-1234"}, {}, "AB-1234"},
        {"labels that do not", {"No. De parte: AB-1234", "No. De parte: AB-1235"}, {}, ""},
        {"a value split at its dash", {"No. De parte: 7CYK-891976-", "4143"}, {}, ""},
        {"a value that may go on on the next line",
         {"No. De parte: 7CYK-891976", "4143-2TS12"},
         {},
         ""},
        {"a value on the next line that may go on", {"NO.PARTE", "7CYK-891976", "4143"}, {}, ""},
        {"a value at the end of a full line", {full_line + "89197"}, {}, ""},
        {"a value with a blank in it", {"No. De parte: SRN 455-85-71"}, {}, ""},
        {"a label without a value", {"NO.PARTE"}, {}, ""},
        {"a label and words", {"NO.PARTE", "CONJUNTO SOPORTE"}, {}, ""},
        {"no number at all", {"No. de parte: S/N"}, {}, ""},
        {"a document behind the label", {"No. de parte: COVE2510054122"}, {}, ""},
        {"the only line, one token", {"ZVX90351"}, {}, "ZVX90351"},
        {"the only line, a document", {"COVE2510054122"}, {}, ""},
        {"the only line, no digit", {"TORNILLO"}, {}, ""},
        {"the only line, too short", {"A1"}, {}, ""},
        {"the only line, two tokens", {"067G-7 HH386343"}, {}, ""},
        {"a known part without a digit", {"TORNILLO"}, {"TORNILLO"}, "TORNILLO"},
        {"one token among words, unknown", {"ZVX90351", "ARNES PIEZA PLACA"}, {}, ""},
        {"one token among words, known",
         {"ZVX90351", "ARNES PIEZA PLACA"},
         {"ZVX90351"},
         "ZVX90351"},
        {"two tokens, one known",
         {"35IRMK655775-6H", "4XRR-487696-2411"},
         {"4XRR-487696-2411"},
         "4XRR-487696-2411"},
        {"two tokens, both known", {"RM-00001", "RM-00002"}, {"RM-00001", "RM-00002"}, ""},
        {"two lines that together are a known part",
         {"RM-000", "012"},
         {"RM-000", "RM-000012"},
         ""},
        {"an order and a list of parts",
         {"ORDEN No. 7,8,1,2 PARTE WY. I07TTQKZMIHT9, L92JTTUC3WEG9", "067G-7 HH386343"},
         {},
         ""},
        {"nothing", {}, {}, ""},
    }));
    INFO(c.name);
    const auto part = propose_part(remarks_of(c.lines), [&](std::string_view name) {
        return std::ranges::find(c.known, name) != c.known.end();
    });
    CHECK(part.value_or("") == c.part);
}

TEST_CASE("candidates say where they stood and what is doubtful about them",
          "[customs][proposal]") {
    const auto remarks = remarks_of({"ZVX90351", "NO.PARTE", "RM-0001", "No. De parte: X-"});
    const auto candidates = part_candidates(remarks);
    CHECK(candidates == std::vector<PartCandidate>{{"ZVX90351", 1, false, false},
                                                   {"RM-0001", 3, true, false},
                                                   {"", 4, true, true}});
}
