#include "hub/prove/movement_answer.hpp"

#include <array>
#include <charconv>
#include <variant>

#include "common/base/text.hpp"
#include "common/wire/fact_codec.hpp"
#include "common/wire/frame.hpp"
#include "hub/book/explain_note.hpp"
#include "hub/book/explain_words.hpp"
#include "hub/export/type_names.hpp"
#include "hub/log/entry_facts.hpp"
#include "hub/prove/entry_leaves.hpp"

namespace saldo::hub {
namespace {

using book::Note;

template <class T>
std::optional<T> number_of(std::string_view text) {
    T number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool is_whole = error == std::errc{} && end == text.data() + text.size();
    return is_whole ? std::optional{number} : std::nullopt;
}

class Finder {
public:
    Finder(const book::Book& book, const LogStore& log) : book_{book}, log_{log} {}

    Result<std::optional<LogPosition>> position_of(const ProofQuestion& question) const {
        using Found = std::optional<LogPosition>;
        const std::string_view ref = question.ref;
        if (ref.starts_with('@')) {
            const auto position = number_of<std::uint64_t>(ref.substr(1));
            if (!position) return malformed("@ is followed by a position of the log");
            return Found{LogPosition{*position}};
        }
        const auto words = split(ref, '/');
        if (words.size() == 3 && book_.agents().contains(std::string{words[0]})) {
            const auto epoch = number_of<std::uint32_t>(words[1]);
            const auto sequence = number_of<std::uint64_t>(words[2]);
            if (!epoch || !sequence) return malformed("a journal's place is AGENT/EPOCH/SEQUENCE");
            return in_journal({AgentId{std::string{words[0]}}, *epoch, *sequence});
        }
        for (const std::string& rfc : book_.companies()) {
            const bool is_asked = question.company.empty() || question.company == rfc;
            if (is_asked && book_.physical().knows(rfc, question.ref)) return walk(rfc, ref);
        }
        return Found{};
    }

    /// What stands at a position; nothing for a record that tells no fact. Errors: not_found.
    Result<std::optional<Fact>> fact_at(LogPosition position) const {
        std::optional<Fact> found;
        Result<void> outcome;
        bool is_there = false;
        const auto read = log_.read(position, [&](const EntryView& entry) {
            is_there = true;
            outcome = visit_facts(entry, company_of(), [&](Recorded&& recorded) {
                if (recorded.position == position) found = std::move(recorded.fact);
            });
            return false;
        });
        if (!read) return read.error();
        if (!outcome) return outcome.error();
        if (!is_there) return Error{Errc::not_found, "the log ends before that position"};
        return found;
    }

private:
    CompanyOf company_of() const {
        return [this](std::string_view agent) -> std::string {
            const auto enrolled = book_.agents().find(std::string{agent});
            return enrolled == book_.agents().end() ? std::string{} : enrolled->second.rfc;
        };
    }

    Result<std::optional<LogPosition>> in_journal(const StreamPlace& place) const {
        Error none{Errc::not_found, "the log does not hold that place of the journal"};
        const auto first = log_.entry_at(place);
        if (!first) return first.error();
        if (!*first) return none;
        std::optional<LogPosition> found;
        const auto read = log_.read(**first, [&](const EntryView& entry) {
            const auto frame = wire::stored_frame(entry.payload);
            if (!frame) return false;
            const std::uint64_t begin = frame->head.first + entry.skip;
            const bool is_in = place.sequence >= begin && place.sequence - begin < entry.count;
            if (is_in) found = LogPosition{entry.first.value() + place.sequence - begin};
            return false;
        });
        if (!read) return read.error();
        if (!found) return none;
        return found;
    }

    /// The first movement of that id.
    Result<std::optional<LogPosition>> walk(const std::string& rfc, std::string_view event) const {
        std::optional<LogPosition> found;
        Result<void> outcome;
        const auto read = log_.read(LogPosition{0}, [&](const EntryView& entry) {
            outcome = visit_facts(entry, company_of(), [&](Recorded&& recorded) {
                if (found) return;
                const Movement* movement = nullptr;
                const std::string* owner = nullptr;
                if (const auto* captured = std::get_if<CapturedMovement>(&recorded.fact)) {
                    movement = &captured->movement;
                    owner = &captured->rfc;
                } else if (const auto* told = std::get_if<ImportedMovement>(&recorded.fact)) {
                    movement = &told->movement;
                    owner = &told->rfc;
                }
                if (movement == nullptr || movement->event_id != event || *owner != rfc) return;
                found = recorded.position;
            });
            return outcome.has_value() && !found;
        });
        if (!read) return read.error();
        if (!outcome) return outcome.error();
        return found;
    }

    const book::Book& book_;
    const LogStore& log_;
};

book::Table movement_head() {
    book::Table table{
        .columns = {{"rfc", false, true}, {"agent"}, {"epoch", true}, {"sequence", true}},
        .rows = {}};
    for (const std::string_view column : movement_columns) {
        table.columns.push_back({std::string{column}, false, column == movement_columns.front()});
    }
    return table;
}

/// `place`: where its agent recorded it; null for one out of a file.
void add_movement(book::Table& table, const std::string& rfc, const JournalPlace* place,
                  const Movement& m) {
    table.rows.push_back({rfc, place == nullptr ? std::string{} : place->agent.value(),
                          place == nullptr ? std::string{} : std::to_string(place->epoch),
                          place == nullptr ? std::string{} : std::to_string(place->sequence),
                          m.event_id, format_offset_time(m.at), m.plant, to_string(m.type),
                          m.part_number, format_quantity(m.quantity), std::to_string(m.umc),
                          m.ref_type, m.ref, m.counter_plant, m.device});
}

void tell_movement(Note& note, const JournalPlace* place, const Movement& m) {
    note.head("Movement {}", "Movimiento {}", m.event_id);
    note.say("{} of {} of part {} at plant {}, {}.", "{} de {} de la parte {} en la planta {}, {}.",
             note.in(book::words_of(m.type)), format_quantity(m.quantity), m.part_number, m.plant,
             format_offset_time(m.at));
    if (place == nullptr) {
        note.say("It came out of a file: nobody scanned it here, and no agent signed it.",
                 "Vino de un archivo: nadie lo escaneó aquí y ningún agente lo firmó.");
        return;
    }
    note.say("Record {} of epoch {} in the journal of agent {}, which signed the batch.",
             "Registro {} de la época {} en el diario del agente {}, que firmó el lote.",
             place->sequence, place->epoch, place->agent.value());
}

ProofAnswer any_fact(LogPosition position, const std::optional<Fact>& fact) {
    ProofAnswer answer{.kind = "fact"};
    std::uint16_t type = 0;
    if (fact) {
        if (const auto bytes = wire::encode_fact(*fact)) type = get_le<std::uint16_t>(*bytes);
    }
    const std::string_view name = fact ? name_of_fact_type(type) : "a record that tells no fact";
    book::Table table{.columns = {{"position", true, true}, {"type", true}}, .rows = {}};
    table.rows.push_back({std::to_string(position.value()), std::to_string(type)});
    answer.tables.emplace_back("fact", std::move(table));
    answer.words_en = {"Position " + std::to_string(position.value()) + ": " + std::string{name}};
    answer.words_es = {"Posición " + std::to_string(position.value()) + ": tipo " +
                       std::to_string(type)};
    return answer;
}

}  // namespace

Result<std::optional<ProofAnswer>> answer_movement(const book::Book& book, const LogStore& log,
                                                   const CatalogPlaces& places,
                                                   const ProofQuestion& question) {
    const Finder finder{book, log};
    const auto position = finder.position_of(question);
    if (!position) return position.error();
    if (!*position) return std::optional<ProofAnswer>{};
    const auto fact = finder.fact_at(**position);
    if (!fact) return fact.error();
    const auto* captured = *fact ? std::get_if<CapturedMovement>(&**fact) : nullptr;
    const auto* imported = *fact ? std::get_if<ImportedMovement>(&**fact) : nullptr;
    if (captured == nullptr && imported == nullptr) {
        ProofAnswer answer = any_fact(**position, *fact);
        answer.positions.emplace(**position, Role::movement);
        return std::optional{std::move(answer)};
    }
    ProofAnswer answer{.kind = "movement", .rfc = captured ? captured->rfc : imported->rfc};
    answer.positions.emplace(**position, Role::movement);
    const JournalPlace* place = captured ? &captured->place : nullptr;
    const Movement& movement = captured ? captured->movement : imported->movement;
    book::Table table = movement_head();
    add_movement(table, answer.rfc, place, movement);
    answer.tables.emplace_back("movement", std::move(table));
    if (place != nullptr) {
        for (const LogPosition at : places.of(CatalogTopic::agent, {}, place->agent.value())) {
            if (at < **position) answer.positions.emplace(at, Role::enrolment);
        }
    }
    for (const Language language : {Language::en, Language::es}) {
        Note note{language};
        tell_movement(note, place, movement);
        (language == Language::es ? answer.words_es : answer.words_en) = note.take();
    }
    return std::optional{std::move(answer)};
}

}  // namespace saldo::hub
