#include "agent/catalog/catalog.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "common/base/text.hpp"
#include "common/store/file.hpp"

namespace saldo::agent {
namespace {

constexpr std::string_view copy_format = "saldo-catalog/1";
constexpr std::size_t copy_bytes_max = std::size_t{64} << 20;

std::string lines_of(const PartBook& parts) {
    std::string lines;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const PartBook::Entry entry = parts.entry(i);
        lines += fmt::format("{},{}\n", entry.umc, entry.number);
    }
    return lines;
}

std::int64_t time_of(const std::filesystem::path& path) {
    std::error_code error;
    const auto time = std::filesystem::last_write_time(path, error);
    return error ? 0 : static_cast<std::int64_t>(time.time_since_epoch().count());
}

std::uintmax_t bytes_of(const std::filesystem::path& path) {
    std::error_code error;
    const auto bytes = std::filesystem::file_size(path, error);
    return error ? 0 : bytes;
}

/// Reads "umc,number" lines; nothing when one is not so.
std::optional<std::vector<PartBook::Entry>> entries_of(std::string_view lines) {
    std::vector<PartBook::Entry> entries;
    while (!lines.empty()) {
        const std::size_t end = lines.find('\n');
        const std::string_view line = lines.substr(0, end);
        const std::size_t comma = line.find(',');
        if (end == std::string_view::npos || comma == std::string_view::npos) return std::nullopt;
        const auto umc = parse_unsigned(line.substr(0, comma));
        if (!umc || *umc > UINT8_MAX) return std::nullopt;
        entries.push_back({.number = std::string{line.substr(comma + 1)},
                           .umc = static_cast<std::uint8_t>(*umc)});
        lines.remove_prefix(end + 1);
    }
    return entries;
}

}  // namespace

Result<std::unique_ptr<Catalog>> Catalog::open(Place place, UtcTime now) {
    std::unique_ptr<Catalog> catalog{new Catalog{std::move(place)}};
    if (!catalog->place_.hub_copy.empty()) {
        auto hub = HubCatalog::open(catalog->place_.hub_copy);
        if (!hub) return hub.error();
        catalog->hub_ = std::move(hub->catalog);
        if (catalog->hub_->holds_one()) {
            catalog->use(std::move(hub->parts));
            if (catalog->is_hub_in_use()) return catalog;
        }
    }
    if (catalog->place_.folder.empty()) return catalog;
    catalog->read_copy();
    catalog->seen_ = catalog->look();
    auto loaded = catalog->load(now);
    if (!loaded) return loaded.error();
    if (!catalog->current() && !catalog->faults().empty()) {
        std::string text;
        for (const FileFault& fault : catalog->faults()) {
            text += (text.empty() ? "" : "\n") + to_text(fault, catalog->place_.language);
        }
        return malformed(std::move(text));
    }
    return catalog;
}

std::shared_ptr<const CatalogVersion> Catalog::current() const {
    const std::lock_guard lock{mutex_};
    return current_;
}

std::vector<FileFault> Catalog::faults() const {
    const std::lock_guard lock{mutex_};
    return faults_;
}

Catalog::Looks Catalog::look() const {
    const auto parts = place_.folder / "parts.csv";
    const auto products = place_.folder / "products.csv";
    return {.parts_time = time_of(parts),
            .products_time = time_of(products),
            .parts_bytes = bytes_of(parts),
            .products_bytes = bytes_of(products)};
}

Result<Catalog::Refresh> Catalog::refresh(UtcTime now) {
    if (place_.folder.empty() || is_hub_in_use()) return Refresh::unchanged;
    const Looks looks = look();
    if (looks == seen_) return Refresh::unchanged;
    seen_ = looks;
    return load(now);
}

Result<Catalog::Refresh> Catalog::load(UtcTime now) {
    std::error_code error;
    const bool is_there = std::filesystem::is_directory(place_.folder, error);
    if (!is_there && !current()) return Refresh::unchanged;  // none was ever given
    CatalogFiles files = read_catalog_files(place_.folder, place_.rfc, place_.language);
    if (files.faults_count > 0) {
        const std::lock_guard lock{mutex_};
        if (is_hub_in_use_) return Refresh::unchanged;
        faults_ = std::move(files.faults);
        return Refresh::refused;
    }
    auto version = std::make_shared<CatalogVersion>();
    version->parts = PartBook{std::move(files.entries)};
    version->content = sha256(as_bytes(lines_of(version->parts)));
    {
        const std::lock_guard lock{mutex_};
        if (is_hub_in_use_) return Refresh::unchanged;  // it came while we read
        faults_.clear();
        if (current_ && current_->content == version->content) return Refresh::unchanged;
        version->sequence = current_ ? current_->sequence + 1 : 1;
        version->since = now;
        current_ = version;
    }
    if (auto written = write_copy(*version); !written) return written.error();
    return Refresh::loaded;
}

Result<void> Catalog::use_hub() {
    auto parts = hub_->parts();
    if (!parts) return parts.error();
    use(std::move(*parts));
    return {};
}

void Catalog::use(PartBook parts) {
    const HubCatalog::State& state = hub_->state();
    auto version = std::make_shared<CatalogVersion>();
    version->parts = std::move(parts);
    version->source = CatalogVersion::Source::hub;
    version->sequence = state.place.sequence;
    version->since = state.since;
    version->content = state.place.hash;
    const std::lock_guard lock{mutex_};
    hub_state_ = state;
    if (!is_hub_in_use_ && version->parts.size() == 0) return;
    is_hub_in_use_ = true;
    faults_.clear();
    current_ = std::move(version);
}

bool Catalog::is_hub_in_use() const {
    const std::lock_guard lock{mutex_};
    return is_hub_in_use_;
}

Result<void> Catalog::confirm(UtcTime now, UtcTime hub_time) {
    if (auto done = hub_->confirm(now, hub_time); !done) return done;
    const std::lock_guard lock{mutex_};
    hub_state_ = hub_->state();
    return {};
}

sync::CatalogPlace Catalog::hub_place() const {
    const std::lock_guard lock{mutex_};
    return hub_state_.place;
}

std::optional<UtcTime> Catalog::confirmed() const {
    const std::lock_guard lock{mutex_};
    if (!is_hub_in_use_) return std::nullopt;
    // A snapshot that was just fetched was the hub's newest a moment ago.
    return std::max(hub_state_.confirmed, hub_state_.since);
}

Result<void> Catalog::write_copy(const CatalogVersion& version) const {
    const std::string text =
        fmt::format("{} {} {} {}\n{}", copy_format, version.sequence, version.since.ms,
                    to_hex(version.content), lines_of(version.parts));
    return store::write_file_durably(place_.copy, as_bytes(text));
}

void Catalog::read_copy() {
    const auto bytes = store::read_file(place_.copy, copy_bytes_max);
    if (!bytes) return;
    const std::string_view text = as_text(*bytes);
    const std::size_t end = text.find('\n');
    const auto words = split(text.substr(0, end), ' ');
    if (end == std::string_view::npos || words.size() != 4 || words[0] != copy_format) return;
    const std::string_view lines = text.substr(end + 1);
    const auto sequence = parse_unsigned(words[1]);
    const auto since = parse_unsigned(words[2]);
    const Digest content = sha256(as_bytes(lines));
    if (!sequence || !since || to_hex(content) != words[3]) return;
    auto entries = entries_of(lines);
    if (!entries) return;
    auto version = std::make_shared<CatalogVersion>();
    version->parts = PartBook{std::move(*entries)};
    version->sequence = *sequence;
    version->since = UtcTime{static_cast<std::int64_t>(*since)};
    version->content = content;
    const std::lock_guard lock{mutex_};
    current_ = std::move(version);
}

}  // namespace saldo::agent
