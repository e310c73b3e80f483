#include <algorithm>

#include "common/wire/fact_codec.hpp"
#include "hub/customs/catalog_files.hpp"
#include "hub/customs/invoice_lines.hpp"
#include "hub/customs/movement_files.hpp"
#include "tests/support/catch.hpp"

using namespace saldo;
using namespace saldo::customs;

namespace {

/// What a row of a file should be refused for.
struct Bad {
    std::string name;
    std::string row;
    FindingCode code;
    std::string column;
    std::string found;
};

const Finding* find(const std::vector<Finding>& findings, const Bad& bad, std::size_t row) {
    const auto at = std::ranges::find_if(findings, [&](const Finding& f) {
        return f.code == bad.code && f.column == bad.column && f.row == row;
    });
    return at == findings.end() ? nullptr : &*at;
}

std::string words_of(const std::vector<Finding>& findings) {
    std::string text;
    for (const Finding& f : findings) text += format_finding(f, Language::english) + "\n";
    return text;
}

const std::string invoice_header =
    "rfc,plant,cove,pedimento_key,secuencia,part_number,qty_umc,umc\n";
const std::string invoice_row = "GNA150301A00,P01,COVE1,25-190-8005-5000001,1,RM-1,35.000,6\n";

const std::string movement_header =
    "event_id,ts,plant,type,part_number,qty,umc,ref_type,ref,counter_plant,device\n";
const std::string movement_row =
    "E1,2025-01-02T11:23:00-06:00,P01,RECEIPT,RM-1,35.000,6,PED,25-190-8005-5000001,,SC01\n";

}  // namespace

TEST_CASE("invoice lines keep what they say, and equal lines are counted", "[customs][invoice]") {
    const std::string text =
        "umc,qty_umc,part_number,secuencia,pedimento_key,cove,plant,rfc,invoice,value,color\n"
        "6,35.000,RM-1,1,25-190-8005-5000001,COVE1,P01,GNA150301A00,F-9,10.50,rojo\n"
        "6,2,RM-2,1,25-190-8005-5000001,COVE1,P01,GNA150301A00,,,\n"
        "6,35.000,RM-1,1,25-190-8005-5000001,COVE1,P01,GNA150301A00,F-9,10.50,azul\n";
    const InvoiceLineFile file = read_invoice_lines({"lines.csv", text});
    CAPTURE(words_of(file.findings));
    REQUIRE_FALSE(file.is_refused);
    REQUIRE(file.lines.size() == 3);
    CHECK(file.lines[0].extra == "value=10.50\ninvoice=F-9");
    CHECK(file.lines[0].pedimento.key() == "25-190-8005-5000001");
    CHECK(file.lines[0].quantity == Quantity::from_units(35));
    CHECK(file.lines[0].occurrence == 0);
    CHECK(file.lines[1].occurrence == 0);
    CHECK(file.lines[2].occurrence == 1);
    // The colour is a column of somebody else.
    REQUIRE(file.findings.size() == 1);
    CHECK(file.findings[0].code == FindingCode::extra_column);
    for (const InvoiceLine& line : file.lines) CHECK(wire::encode_fact(line).has_value());
}

TEST_CASE("one bad invoice line refuses the file", "[customs][invoice][bad]") {
    using enum FindingCode;
    const auto bad = GENERATE(values<Bad>({
        {"no key", "GNA150301A00,P01,C,,1,RM-1,35,6", missing_value, "pedimento_key", ""},
        {"a key of another shape", "GNA150301A00,P01,C,25 19 8005 5000001,1,RM-1,35,6",
         bad_pedimento_key, "pedimento_key", "25 19 8005 5000001"},
        {"no secuencia", "GNA150301A00,P01,C,25-190-8005-5000001,0,RM-1,35,6", out_of_range,
         "secuencia", "0"},
        {"no part", "GNA150301A00,P01,C,25-190-8005-5000001,1,,35,6", missing_value, "part_number",
         ""},
        {"zero", "GNA150301A00,P01,C,25-190-8005-5000001,1,RM-1,0,6", bad_quantity, "qty_umc", "0"},
        {"negative", "GNA150301A00,P01,C,25-190-8005-5000001,1,RM-1,-1,6", bad_quantity, "qty_umc",
         "-1"},
        {"a comma too many", "GNA150301A00,P01,C,25-190-8005-5000001,1,RM-1,1,000,6", field_count,
         "", ""},
        {"an unknown unit", "GNA150301A00,P01,C,25-190-8005-5000001,1,RM-1,35,23", unknown_unit,
         "umc", "23"},
        {"no company", ",P01,C,25-190-8005-5000001,1,RM-1,35,6", missing_value, "rfc", ""},
        {"a part number that is too long",
         "GNA150301A00,P01,C,25-190-8005-5000001,1," + std::string(65, 'R') + ",35,6", bad_text,
         "part_number", ""},
        {"a quote that never closes", "\"GNA150301A00,P01", unclosed_quote, "", ""},
    }));
    INFO(bad.name);
    const std::string text = invoice_header + invoice_row + bad.row + "\n";
    const InvoiceLineFile file = read_invoice_lines({"lines.csv", text});
    CAPTURE(words_of(file.findings));
    CHECK(file.is_refused);
    CHECK(file.lines.empty());
    const Finding* finding = find(file.findings, bad, 3);
    REQUIRE(finding != nullptr);
    CHECK(finding->file == "lines.csv");
    if (!bad.found.empty()) CHECK(finding->found == bad.found);
}

TEST_CASE("a header that lacks a column, or is none, refuses the file", "[customs][invoice][bad]") {
    const auto code_of = [](std::string_view text) {
        const InvoiceLineFile file = read_invoice_lines({"lines.csv", text});
        CHECK(file.is_refused);
        REQUIRE_FALSE(file.findings.empty());
        return file.findings[0].code;
    };
    CHECK(code_of("") == FindingCode::empty_file);
    CHECK(code_of("rfc;plant;cove\n") == FindingCode::wrong_separator);
    CHECK(code_of("rfc,rfc\n") == FindingCode::duplicate_column);
    CHECK(code_of("rfc,plant,cove,pedimento_key,secuencia,part,qty_umc,umc\n") ==
          FindingCode::missing_column);
    CHECK(code_of("\xFF\xFEr") == FindingCode::unsupported_encoding);
}

TEST_CASE("movements come with the company of their row, their caller or their file's name",
          "[customs][movements]") {
    const std::string plain = movement_header + movement_row;
    CHECK(read_movements({"x/GNA150301A00_P01.csv", plain}).movements.at(0).rfc == "GNA150301A00");
    CHECK(read_movements({"x/GNA150301A00_P01.csv", plain}, "gnb150301b01").movements.at(0).rfc ==
          "GNB150301B01");
    const std::string with_rfc =
        "rfc,event_id,ts,plant,type,part_number,qty,umc\n"
        "GNC150301C00,E1,2025-01-02T11:23:00-06:00,P01,COUNT,RM-1,0,6\n";
    const MovementFile file = read_movements({"GNA150301A00_P01.csv", with_rfc});
    CHECK(file.movements.at(0).rfc == "GNC150301C00");
    CHECK(file.movements.at(0).movement.type == MovementType::count);
    const MovementFile nobody = read_movements({"feed.csv", plain});
    CHECK(nobody.is_refused);
    CHECK(nobody.findings.at(0).code == FindingCode::missing_rfc);
}

TEST_CASE("one bad movement refuses the file, and nothing of it is taken",
          "[customs][movements][bad]") {
    using enum FindingCode;
    const auto bad = GENERATE(values<Bad>({
        {"an unknown type", "E2,2025-01-02T11:23:00-06:00,P01,RECIBO,RM-1,35,6,,,,", unknown_type,
         "type", "RECIBO"},
        {"zero", "E2,2025-01-02T11:23:00-06:00,P01,ISSUE,RM-1,0,6,,,,", bad_quantity, "qty", "0"},
        {"negative", "E2,2025-01-02T11:23:00-06:00,P01,ISSUE,RM-1,-3,6,,,,", bad_quantity, "qty",
         "-3"},
        {"no offset", "E2,2025-01-02T11:23:00,P01,ISSUE,RM-1,3,6,,,,", bad_timestamp, "ts",
         "2025-01-02T11:23:00"},
        {"an unknown unit", "E2,2025-01-02T11:23:00-06:00,P01,ISSUE,RM-1,3,99,,,,", unknown_unit,
         "umc", "99"},
        {"no event", ",2025-01-02T11:23:00-06:00,P01,ISSUE,RM-1,3,6,,,,", missing_value, "event_id",
         ""},
        {"a device with too long a name",
         "E2,2025-01-02T11:23:00-06:00,P01,ISSUE,RM-1,3,6,,,," + std::string(33, 'S'), bad_text,
         "device", ""},
        {"fields that are not there", "E2,2025-01-02T11:23:00-06:00,P01", field_count, "", "3"},
        {"another content under the same event",
         "E1,2025-01-02T11:23:00-06:00,P01,ISSUE,RM-1,3,6,,,,", conflicting_event, "event_id",
         "E1"},
    }));
    INFO(bad.name);
    const std::string text = movement_header + movement_row + bad.row + "\n";
    const MovementFile file = read_movements({"GNA150301A00_P01.csv", text});
    CAPTURE(words_of(file.findings));
    CHECK(file.is_refused);
    CHECK(file.movements.empty());
    const Finding* finding = find(file.findings, bad, 3);
    REQUIRE(finding != nullptr);
    if (!bad.found.empty()) CHECK(finding->found == bad.found);
}

TEST_CASE("the same movement twice is taken once, and said", "[customs][movements]") {
    const std::string text = movement_header + movement_row + movement_row;
    const MovementFile file = read_movements({"GNA150301A00_P01.csv", text});
    CHECK_FALSE(file.is_refused);
    CHECK(file.movements.size() == 1);
    REQUIRE(file.findings.size() == 1);
    CHECK(file.findings[0].code == FindingCode::repeated_event);
    CHECK(file.findings[0].expected == "2");
}

namespace {

/// A small folder of catalogs, right until a test changes a file.
struct Folder {
    std::string companies = "rfc,name,immex_program\nGNA150301A00,EMPRESA \xC3\x91,100000\n";
    std::string plants = "rfc,plant\nGNA150301A00,P01\nGNB150301B01,P01\n";
    std::string parts =
        "part_number,fraccion,nico,umc,umt,umt_per_umc,description\n"
        "RM-1,85369099,99,6,6,1.00000,CONECTOR\nRM-2,01012999,00,3,1,0.5,CABLE\n";
    std::string products = "part_number,fraccion,nico,umc,description\nFG-1,87082999,99,6,PARTE\n";
    std::string bom =
        "product,component,net_qty_per_unit,gross_qty_per_unit,umc,valid_from\n"
        "FG-1,RM-1,2,2,6,2025-01-01\nFG-1,RM-2,1.930,1.978,3,2025-01-01\n"
        "FG-1,RM-1,3,3,6,2025-06-01\n";
    std::string units = "part_number,unit,factor\nRM-1,11,1000\n";

    CatalogFiles read(const IsKnownPart& is_known = {}) const {
        std::vector<SourceFile> files = {
            {"c/companies.csv", companies}, {"c/plants.csv", plants}, {"c/parts.csv", parts},
            {"c/products.csv", products},   {"c/bom.csv", bom},       {"c/units.csv", units}};
        std::erase_if(files, [](const SourceFile& file) { return file.bytes.empty(); });
        return read_catalogs(files, is_known);
    }
};

}  // namespace

TEST_CASE("a folder of catalogs becomes its entries, bills by product and day",
          "[customs][catalog]") {
    const CatalogFiles read = Folder{}.read();
    CAPTURE(words_of(read.findings));
    REQUIRE_FALSE(read.is_refused);
    CHECK(read.findings.empty());
    CHECK(read.parts[1].fraccion == 1'012'999);
    CHECK(read.parts[1].umt_per_umc == *parse_quantity("0.5"));
    REQUIRE(read.boms.size() == 2);
    CHECK(read.boms[0].lines.size() == 2);
    CHECK(read.boms[0].lines[1].incorporated == *parse_quantity("1.93"));
    CHECK(read.boms[0].lines[1].shrinkage == *parse_quantity("0.048"));
    CHECK(read.boms[1].valid_from == *parse_date("2025-06-01"));
    CHECK(read.units[0].factor == Quantity::from_units(1000));
    // The plant of a company that is not here waits for it.
    CHECK(read.plants[1].rfc == "GNB150301B01");
    const auto facts = read.facts();
    CHECK(facts.size() == 1 + 2 + 2 + 1 + 2 + 1);
    for (const Fact& fact : facts) CHECK(wire::encode_fact(fact).has_value());
}

TEST_CASE("optional columns of catalogs are read", "[customs][catalog]") {
    Folder folder;
    folder.plants = "rfc,plant,registered\nGNA150301A00,P01,no\nGNA150301A00,P02,S\xC3\x8D\n";
    folder.parts = "rfc,part_number,fraccion,umc,kind\nGNA150301A00,RM-1,85369099,6,Empaque\n";
    folder.bom =
        "rfc,product,component,net_qty_per_unit,scrap_qty_per_unit,norm\n"
        "GNA150301A00,FG-1,RM-1,2,0.1,0.02\n";
    const CatalogFiles read = folder.read();
    CAPTURE(words_of(read.findings));
    REQUIRE_FALSE(read.is_refused);
    CHECK_FALSE(read.plants[0].registered);
    CHECK(read.plants[1].registered);
    CHECK(read.parts[0].kind == PartKind::packaging);
    CHECK(read.boms[0].rfc == "GNA150301A00");
    CHECK_FALSE(read.boms[0].valid_from.has_value());
    CHECK(read.boms[0].lines[0].shrinkage.is_zero());
    CHECK(read.boms[0].lines[0].scrap == *parse_quantity("0.1"));
    CHECK(read.boms[0].lines[0].norm == *parse_quantity("0.02"));
}

TEST_CASE("a contradiction inside the folder refuses it", "[customs][catalog][bad]") {
    using enum FindingCode;
    struct Case {
        std::string name;
        std::string Folder::* file;
        std::string add;
        FindingCode code;
        std::string in;
        std::size_t row;
        std::string column;
    };
    const auto c = GENERATE(values<Case>({
        {"a part twice", &Folder::parts, "RM-1,85369099,99,6,6,1,OTRO\n", duplicate_entry,
         "parts.csv", 4, "part_number"},
        {"an unknown unit", &Folder::parts, "RM-3,85369099,99,30,6,1,X\n", unknown_unit,
         "parts.csv", 4, "umc"},
        {"a fraccion whose zero Excel ate", &Folder::parts, "RM-3,1012999,99,6,6,1,X\n",
         bad_fraccion, "parts.csv", 4, "fraccion"},
        {"a component in no catalog", &Folder::bom, "FG-1,RM-9,1,1,6,2025-01-01\n",
         unknown_component, "bom.csv", 5, "component"},
        {"gross below net", &Folder::bom, "FG-1,RM-2,2,1.9,3,2025-02-01\n", gross_below_net,
         "bom.csv", 5, "gross_qty_per_unit"},
        {"a component in another unit", &Folder::bom, "FG-1,RM-2,2,2,6,2025-02-01\n", unit_mismatch,
         "bom.csv", 5, "umc"},
        {"a day that does not exist", &Folder::bom, "FG-1,RM-2,2,2,3,2025-02-30\n", bad_date,
         "bom.csv", 5, "valid_from"},
        {"a negative quantity", &Folder::bom, "FG-1,RM-2,-2,2,3,2025-02-01\n", negative_value,
         "bom.csv", 5, "net_qty_per_unit"},
        {"a company twice", &Folder::companies, "GNA150301A00,OTRA,1\n", duplicate_entry,
         "companies.csv", 3, "rfc"},
        {"a plant twice", &Folder::plants, "GNA150301A00,P01\n", duplicate_entry, "plants.csv", 4,
         "plant"},
        {"a conversion of nothing", &Folder::units, "RM-1,12,0\n", bad_quantity, "units.csv", 3,
         "factor"},
        {"a conversion twice", &Folder::units, "RM-1,11,1000\n", duplicate_entry, "units.csv", 3,
         "unit"},
    }));
    INFO(c.name);
    Folder folder;
    folder.*(c.file) += c.add;
    const CatalogFiles read = folder.read();
    CAPTURE(words_of(read.findings));
    CHECK(read.is_refused);
    CHECK(read.facts().empty());
    const Bad bad{c.name, {}, c.code, c.column, {}};
    const Finding* finding = find(read.findings, bad, c.row);
    REQUIRE(finding != nullptr);
    CHECK(finding->file == "c/" + c.in);
}

TEST_CASE("a component that the hub knows needs no catalog here", "[customs][catalog]") {
    Folder folder;
    folder.bom += "FG-1,RM-9,1,1,6,2025-01-01\n";
    CHECK(folder.read().is_refused);
    const CatalogFiles read = folder.read(
        [](std::string_view rfc, std::string_view name) { return rfc.empty() && name == "RM-9"; });
    CHECK_FALSE(read.is_refused);
}

TEST_CASE("a part of one company is no part of another", "[customs][catalog][bad]") {
    Folder folder;
    folder.parts = "rfc,part_number,fraccion,umc\nGNA150301A00,RM-1,85369099,6\n";
    folder.bom = "rfc,product,component,net_qty_per_unit\nGNB150301B01,FG-1,RM-1,2\n";
    CHECK(folder.read().is_refused);
    folder.bom = "rfc,product,component,net_qty_per_unit\nGNA150301A00,FG-1,RM-1,2\n";
    CHECK_FALSE(folder.read().is_refused);
}

TEST_CASE("a bill for a product of no catalog waits for it", "[customs][catalog]") {
    Folder folder;
    folder.products.clear();
    const CatalogFiles read = folder.read();
    CHECK_FALSE(read.is_refused);
    CHECK(read.findings.at(0).code == FindingCode::unknown_product);
}

TEST_CASE("a catalog in Windows-1252 is read, and said to be", "[customs][catalog]") {
    Folder folder;
    folder.companies = "rfc,name\nGNA150301A00,EMPRESA \xD1\n";
    const CatalogFiles read = folder.read();
    CHECK_FALSE(read.is_refused);
    CHECK(read.companies[0].name == "EMPRESA \xC3\x91");
    CHECK(read.findings.at(0).code == FindingCode::read_as_cp1252);
}

TEST_CASE("a folder without any catalog is refused", "[customs][catalog][bad]") {
    const std::vector<SourceFile> files = {{"c/otro.csv", "a,b\n"}};
    const CatalogFiles read = read_catalogs(files, {});
    CHECK(read.is_refused);
    CHECK(read.findings.back().code == FindingCode::no_files);
}

TEST_CASE("a company that no fact can hold refuses the file", "[customs][movements][bad]") {
    const std::string text = "rfc,event_id,ts,plant,type,part_number,qty,umc\n" +
                             std::string(18, 'G') +
                             ",E1,2025-01-02T11:23:00-06:00,P01,ISSUE,RM-1,1,6\n";
    const MovementFile file = read_movements({"GNA150301A00_P01.csv", text});
    CHECK(file.is_refused);
    CHECK(file.findings.at(0).code == FindingCode::bad_text);
    // Four letters, each of two bytes, are an RFC all the same.
    const std::string enyes =
        "rfc,event_id,ts,plant,type,part_number,qty,umc\n"
        "\xC3\x91\xC3\x91\xC3\x91\xC3\x91"
        "150301A00,"
        "E1,2025-01-02T11:23:00-06:00,P01,ISSUE,RM-1,1,6\n";
    const MovementFile person = read_movements({"feed.csv", enyes});
    REQUIRE(person.movements.size() == 1);
    CHECK(person.findings.empty());
    CHECK(wire::encode_fact(person.movements[0]).has_value());
}
