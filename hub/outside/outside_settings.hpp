#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/config/options.hpp"
#include "common/config/settings_reader.hpp"
#include "common/tlog/note_key.hpp"

namespace saldo::hub {

/// A witness of others: an auditor's, a customs broker's.
struct OutsideWitness {
    tlog::NoteKey key;  ///< of type cosignature
    std::string url;    ///< its submission prefix, without a slash at the end
};

/// How checkpoints are sent by mail. A server that is empty: not at all.
struct MailSettings {
    std::string server;  ///< smtp:// or smtps://
    std::string from;
    std::vector<std::string> to;
    std::uint32_t every_hours = 24;
    std::string user;
    std::string password_file;
};

/// Where checkpoints go besides agents (docs/proof.md#witnesses).
struct OutsideSettings {
    std::vector<OutsideWitness> witnesses;
    std::vector<std::string> webhooks;
    std::uint32_t every_s = 60;  ///< at most so often, of a tree to a witness and to a web address
    MailSettings mail;
    std::string ca_file;
    bool is_on() const { return !witnesses.empty() || !webhooks.empty() || !mail.server.empty(); }
};

/// The keys `proof.…` of the option table that this room reads.
void append_outside(std::vector<config::Option>& out);
OutsideSettings read_outside(config::SettingsReader& reader);

}  // namespace saldo::hub
