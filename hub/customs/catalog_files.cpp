#include "hub/customs/catalog_files.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include "common/base/text.hpp"
#include "hub/customs/catalog_rows.hpp"
#include "hub/customs/finding_list.hpp"

namespace saldo::customs {
namespace {

enum Catalog : std::size_t { companies, plants, parts, products, bom, units, catalog_count };

constexpr std::array<std::string_view, catalog_count> catalog_names = {
    "companies.csv", "plants.csv", "parts.csv", "products.csv", "bom.csv", "units.csv"};

class Reader {
public:
    Reader(std::span<const SourceFile> files, const IsKnownPart& is_known)
        : files_{files}, is_known_{is_known} {}

    CatalogFiles read();

private:
    void find_files();
    void read_parts_and_products();
    void read_bom(const SourceFile& file);
    void check_component(const SourceFile& file, const BomRow& bom, std::size_t row);
    void add_line(const SourceFile& file, BomRow bom, std::size_t row);
    std::optional<std::uint8_t> unit_in_folder(std::string_view rfc, const std::string& name) const;
    std::string hint_for(std::string_view component);
    bool is_known(std::string_view rfc, std::string_view name) const {
        return is_known_ && is_known_(rfc, name);
    }
    template <class Entry>
    std::vector<Entry> take(Catalog which, Rows<Entry> (*reader)(const SourceFile&, FindingList&)) {
        if (found_[which] == nullptr) return {};
        return reader(*found_[which], findings_).entries;
    }

    std::span<const SourceFile> files_;
    const IsKnownPart& is_known_;
    std::array<const SourceFile*, catalog_count> found_{};
    FindingList findings_;
    CatalogFiles result_;
    std::map<std::string, std::map<std::string, std::uint8_t>> units_;  ///< UMC by name, then rfc
    std::size_t hints_ = 0;
    using Version = std::tuple<std::string, std::string, std::optional<LocalDate>>;
    std::map<Version, std::size_t> versions_;  ///< place in result_.boms
    std::map<std::pair<std::size_t, std::string>, std::size_t> component_rows_;
};

void Reader::find_files() {
    bool any = false;
    for (const SourceFile& file : files_) {
        const std::string name = to_lower_ascii(file_name_of(file.path));
        const auto at = std::ranges::find(catalog_names, name);
        if (at == catalog_names.end()) {
            result_.findings.push_back(make_finding(FindingCode::ignored_file, file.path));
            continue;
        }
        any = true;
        const SourceFile*& found = found_[static_cast<std::size_t>(at - catalog_names.begin())];
        if (found == nullptr) {
            found = &file;
        } else {
            const bool is_copy = found->bytes == file.bytes;
            findings_.add(is_copy ? FindingCode::repeated_copy : FindingCode::duplicate_record,
                          file.path, 0, {}, {}, found->path);
        }
    }
    if (!any) {
        findings_.add(FindingCode::no_files, files_.empty() ? "" : folder_of(files_[0].path), 0, {},
                      {}, "companies.csv, plants.csv, parts.csv, products.csv, bom.csv, units.csv");
    }
}

void Reader::read_parts_and_products() {
    result_.parts = take(parts, &read_parts);
    result_.products = take(products, &read_products);
    for (const Part& part : result_.parts) units_[part.part_number][part.rfc] = part.umc;
    for (const Product& product : result_.products) {
        units_[product.part_number].try_emplace(product.rfc, product.umc);
    }
}

/// The unit of a part of this folder: the company's own entry, else the one for every company. A
/// bill for every company may name a part that only some have.
std::optional<std::uint8_t> Reader::unit_in_folder(std::string_view rfc,
                                                   const std::string& name) const {
    const auto entry = units_.find(name);
    if (entry == units_.end()) return std::nullopt;
    const auto& by_rfc = entry->second;
    if (const auto own = by_rfc.find(std::string{rfc}); own != by_rfc.end()) return own->second;
    if (const auto all = by_rfc.find(""); all != by_rfc.end()) return all->second;
    if (rfc.empty()) return by_rfc.begin()->second;
    return std::nullopt;
}

/// The part that was most likely meant, " (RM-00003?)". For the first few, and small catalogs: it
/// compares with every name.
std::string Reader::hint_for(std::string_view component) {
    constexpr std::size_t hints_max = 20;
    constexpr std::size_t names_max = 5'000;
    if (hints_ == hints_max || units_.size() > names_max) return {};
    ++hints_;
    std::vector<std::string_view> names;
    names.reserve(units_.size());
    for (const auto& [name, by_rfc] : units_) names.push_back(name);
    const auto near = nearest(component, names);
    return near ? " (" + std::string{*near} + "?)" : std::string{};
}

void Reader::check_component(const SourceFile& file, const BomRow& bom, std::size_t row) {
    const auto unit = unit_in_folder(bom.rfc, bom.line.component);
    if (!unit && !is_known(bom.rfc, bom.line.component)) {
        findings_.add(FindingCode::unknown_component, file.path, row, "component",
                      bom.line.component, hint_for(bom.line.component));
    }
    if (unit && bom.umc != 0 && bom.umc != *unit) {
        findings_.add(FindingCode::unit_mismatch, file.path, row, "umc", std::to_string(bom.umc),
                      std::to_string(*unit));
    }
    if (!unit_in_folder(bom.rfc, bom.product) && !is_known(bom.rfc, bom.product)) {
        findings_.add(FindingCode::unknown_product, file.path, row, "product", bom.product);
    }
}

/// One version a product and day, its lines in file order.
void Reader::add_line(const SourceFile& file, BomRow bom, std::size_t row) {
    const auto [version, is_new] =
        versions_.try_emplace(Version{bom.rfc, bom.product, bom.valid_from}, result_.boms.size());
    if (is_new) {
        result_.boms.push_back(
            {.rfc = bom.rfc, .product = bom.product, .valid_from = bom.valid_from, .lines = {}});
    }
    const auto [before, is_first] =
        component_rows_.try_emplace({version->second, bom.line.component}, row);
    if (!is_first) {
        findings_.add(FindingCode::repeated_component, file.path, row, "component",
                      bom.line.component, std::to_string(before->second));
    }
    result_.boms[version->second].lines.push_back(std::move(bom.line));
}

void Reader::read_bom(const SourceFile& file) {
    Rows<BomRow> rows = read_boms(file, findings_);
    for (std::size_t i = 0; i < rows.entries.size(); ++i) {
        check_component(file, rows.entries[i], rows.rows[i]);
        add_line(file, std::move(rows.entries[i]), rows.rows[i]);
    }
}

CatalogFiles Reader::read() {
    find_files();
    result_.companies = take(companies, &read_companies);
    result_.plants = take(plants, &read_plants);
    read_parts_and_products();
    if (found_[bom] != nullptr) read_bom(*found_[bom]);
    result_.units = take(units, &read_units);
    const bool is_refused = findings_.has_errors();
    std::vector<Finding> findings = std::move(result_.findings);
    std::ranges::move(findings_.take(), std::back_inserter(findings));
    if (is_refused) result_ = {};
    result_.is_refused = is_refused;
    result_.findings = std::move(findings);
    return std::move(result_);
}

}  // namespace

std::vector<Fact> CatalogFiles::facts() const {
    std::vector<Fact> all;
    const auto add = [&](const auto& entries) {
        all.insert(all.end(), entries.begin(), entries.end());
    };
    add(companies);
    add(plants);
    add(parts);
    add(products);
    add(boms);
    add(units);
    return all;
}

CatalogFiles read_catalogs(std::span<const SourceFile> files, const IsKnownPart& is_known) {
    return Reader{files, is_known}.read();
}

}  // namespace saldo::customs
