#include "agent/sources/csv_feed.hpp"

#include <algorithm>
#include <deque>
#include <utility>

#include "agent/dock/reply.hpp"

namespace saldo::agent {
namespace {

/// Fewer than a scanner port reads ahead, so that neither side ever waits for the other to read.
constexpr std::size_t lines_on_their_way_max = 64;
constexpr std::uint64_t lines_between_progress = 32;

class Feed {
public:
    Feed(LineSink& sink, FeedSummary& summary) : sink_{sink}, summary_{summary} {}

    Result<void> send(const MovementRow& row) {
        const std::string text = row.text();
        if (text.find_first_of("\r\n") != std::string::npos) {
            refuse(row.line, "ERR BAD_TEXT: " + text.substr(0, 80));
            return {};
        }
        if (auto sent = sink_.send(text); !sent) return sent.error();
        ++summary_.sent;
        waiting_.push_back(row.line);
        return {};
    }

    /// Waits for replies until at most `left` are owed.
    Result<void> receive_until(std::size_t left) {
        while (waiting_.size() > left) {
            const auto text = sink_.receive();
            if (!text) return text.error();
            const std::size_t line = waiting_.front();
            waiting_.pop_front();
            const auto reply = read_reply(*text);
            if (!reply) return malformed("this is no reply of an agent: " + *text);
            switch (reply->kind) {
                case Reply::Kind::ok: ++summary_.ok; break;
                case Reply::Kind::dup: ++summary_.dup; break;
                case Reply::Kind::err: refuse(line, *text); break;
            }
        }
        return {};
    }

    void refuse(std::size_t line, std::string why) {
        ++summary_.refused_count;
        if (summary_.refused.size() == FeedSummary::refused_listed_max) return;
        summary_.refused.push_back({.line = line, .why = std::move(why)});
    }

private:
    LineSink& sink_;
    FeedSummary& summary_;
    std::deque<std::size_t> waiting_;  // lines of the file whose reply is owed
};

}  // namespace

Result<void> feed(MovementFile& file, LineSink& sink, const FeedProgress& progress,
                  Language language, FeedSummary& summary) {
    Feed feed{sink, summary};
    std::uint64_t rows = 0;
    std::size_t on_their_way = 0;
    while (auto row = file.next()) {
        if (const auto* fault = std::get_if<FileFault>(&*row)) {
            feed.refuse(fault->line, to_text(*fault, language));
        } else {
            if (auto sent = feed.send(std::get<MovementRow>(*row)); !sent) return sent.error();
            if (++on_their_way >= lines_on_their_way_max) {
                on_their_way = lines_on_their_way_max / 2;
                if (auto got = feed.receive_until(on_their_way); !got) return got.error();
            }
        }
        if (++rows % lines_between_progress == 0) progress(summary, file.bytes_read());
    }
    if (auto got = feed.receive_until(0); !got) return got.error();
    std::ranges::sort(summary.refused, {}, &FeedSummary::Refused::line);
    progress(summary, file.bytes_read());
    return {};
}

}  // namespace saldo::agent
