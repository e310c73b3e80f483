#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "common/base/time.hpp"

namespace saldo::hub {

/// Something that leaves the house: a POST to a web address, or a letter to a mail server.
struct Parcel {
    std::string url;           ///< http, https; smtp, smtps for a letter
    std::string content_type;  ///< of a POST
    std::string body;          ///< of a letter: head and text, lines ended by CR LF
    std::string from;          ///< of a letter: an address
    std::vector<std::string> to;
    std::string user;  ///< at the mail server; empty: none
    std::string password;
    bool is_letter() const { return !to.empty(); }
};

/// What became of it.
struct Delivery {
    std::uint64_t id = 0;
    long status = 0;   ///< of HTTP or SMTP; 0: nobody answered
    std::string body;  ///< of the answer
    std::string why;   ///< what went wrong on the way; empty: it was answered
};

/// A parcel, and who hears what became of it, on the thread that sent it.
struct Errand {
    Parcel parcel;
    std::function<void(const Delivery&, UtcTime, SteadyTime)> on_delivered;
};

}  // namespace saldo::hub
