#pragma once

#include "common/config/command_line.hpp"
#include "hub/backup/backup.hpp"
#include "hub/backup/backup_desk.hpp"
#include "hub/commands/command.hpp"

namespace saldo::hub {

// Backup, restore and the checks of whole stores, as commands. None of them needs a book.

/// `backup [DIR]`: the settings' plan, as the flags change it. Errors: malformed.
Result<BackupPlan> backup_plan(const config::CommandLine& line, BackupPlan standard);
/// What a person is told of it.
CommandResult backup_words(Language language, const Result<BackupDone>& done);
/// `backup` of a store that no hub runs on: opens its log, under its lock. The backup counts for
/// the agents from the hub's next start on.
CommandResult backup_offline(const config::CommandLine& line, const std::filesystem::path& data,
                             const LogOptions& log, const BackupPlan& standard);

/// `restore BACKUP --into DIR`: needs no store and no running hub.
CommandResult restore(const config::CommandLine& line, const LogOptions& log, UtcTime now,
                      const std::string& program);

/// `verify DIR`: of a data folder that nobody has open, or of backups.
CommandResult verify_folder(const config::CommandLine& line, const LogOptions& log);
/// `verify` of an open store; from any thread.
CommandResult verify_store(const config::CommandLine& line, const LmdbLog& log,
                           const std::filesystem::path& folder);

}  // namespace saldo::hub
