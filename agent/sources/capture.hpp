#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "agent/catalog/catalog.hpp"
#include "agent/dock/line_profile.hpp"
#include "agent/dock/reply.hpp"
#include "agent/journal/journal_writer.hpp"
#include "agent/sources/record_clock.hpp"
#include "common/http/metrics.hpp"

namespace saldo::agent {

/// What became of one line that was not refused at sight.
struct Taken {
    enum class State : std::uint8_t {
        recorded,   ///< on the disk since now
        duplicate,  ///< on the disk since before
        refused,    ///< not kept, and `refusal` says why
        unknown,    ///< the disk failed: nothing may be said, the program is ending
    };
    State state = State::recorded;
    std::uint64_t sequence = 0;
    Refusal refusal;
};

/// The one way by which lines reach the journal, whoever brings them: read, check against the
/// catalog, submit. Safe from any thread.
class Capture {
public:
    using Done = std::function<void(const Taken&)>;

    /// All arguments outlive this; `plant` is the code of the agent's plant.
    Capture(JournalWriter& writer, const Catalog& catalog, const RecordClock& clock,
            std::string plant, http::Metrics& metrics);

    /// Called on the writer's thread after each record that is new: it must only post. Set before
    /// the first line.
    void on_recorded(std::function<void()> call) { on_recorded_ = std::move(call); }

    /// Takes one line. Gives: why it was refused at sight; `done` is then never called. Otherwise
    /// `done` is called once, on the writer's thread, after the commit: it must only post.
    std::optional<Refusal> take(std::string_view line, Done done);
    /// The same for fields that were split already; `raw` is the line as it is kept.
    std::optional<Refusal> take_fields(std::span<const std::string> fields, std::string_view raw,
                                       Done done);

    /// Reads and checks a line without keeping it.
    LineOutcome read(std::span<const std::string> fields) const;
    const std::string& plant() const { return plant_; }

private:
    std::optional<Refusal> submit(const LineOutcome& outcome, std::string_view raw,
                                  std::uint64_t catalog_sequence, Done done);

    JournalWriter& writer_;
    const Catalog& catalog_;
    const RecordClock& clock_;
    const std::string plant_;
    std::function<void()> on_recorded_;
    http::Counter& recorded_;
    http::Counter& duplicates_;
    http::Counter& refused_;
    http::Histogram& commit_seconds_;
};

/// What names an event's content: two lines that say the same in other words are one line.
Digest line_digest(const Movement& movement);

}  // namespace saldo::agent
