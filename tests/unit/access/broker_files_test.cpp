#include "hub/access/broker_files.hpp"

#include <algorithm>
#include <fstream>

#include "tests/support/catch.hpp"
#include "tests/support/temp_folder.hpp"

using namespace saldo;
using namespace saldo::hub;
namespace fs = std::filesystem;

namespace {

constexpr UtcTime now{1'790'000'000'000};
constexpr std::int64_t day_ms = 86'400'000;

struct Broker {
    test::TempFolder folder;
    std::unique_ptr<AccessStore> access =
        AccessStore::open(folder.path() / "access", "hub-1", now).value();
    BrokerPlan plan{.folder = folder.path() / "broker",
                    .address = "127.0.0.1",
                    .port = 8883,
                    .names = {"broker.example", "10.0.0.5"}};
    std::map<std::string, std::string> revoked;

    Broker() {
        fs::create_directory(plan.folder);
        REQUIRE(write(now));
    }
    Result<std::vector<std::string>> write(UtcTime when) {
        return write_broker_files(*access, plan, "hub-1", revoked, when);
    }
    /// The files that are not as they must be.
    std::vector<std::string> wrong(UtcTime when = now) const {
        std::vector<std::string> out;
        for (const BrokerFault& fault : check_broker_files(*access, plan, "hub-1", revoked, when)) {
            out.push_back(fault.file);
        }
        return out;
    }
    void append(const std::string& file, const std::string& text) const {
        std::ofstream{plan.folder / file, std::ios::app} << text;
    }
};

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("what the hub wrote for the broker is as it must be, and is written once",
          "[access][broker]") {
    Broker broker;
    CHECK(broker.wrong().empty());
    CHECK(broker.write({now.ms + 30 * day_ms}).value().empty());
    const auto server = read_certificate([&] {
        std::ifstream in{broker.plan.folder / "server.pem"};
        return std::string{std::istreambuf_iterator<char>{in}, {}};
    }());
    REQUIRE(server);
    CHECK(server->names == Names{"broker.example", "10.0.0.5"});
    // Only its group may read the key besides the owner.
    const auto mode = fs::status(broker.plan.folder / "server.pem").permissions();
    CHECK((mode & fs::perms::others_all) == fs::perms::none);
    CHECK((mode & fs::perms::group_read) != fs::perms::none);
    CHECK_FALSE(fs::exists(broker.plan.folder / "ca.pem"));  // the authority's key stays at home
}

TEST_CASE("every setting that must hold is missed when it is not there", "[access][broker]") {
    Broker broker;
    SECTION("a setting") {
        broker.append("saldo.conf", "allow_anonymous true\n");
        CHECK(broker.wrong() == Names{"saldo.conf"});
    }
    SECTION("a right") {
        broker.append("saldo.acl", "topic readwrite #\n");
        CHECK(broker.wrong() == Names{"saldo.acl"});
    }
    SECTION("an authority") {
        broker.append("ca.crt", Authority::create("other", {now, now}).certificate_pem());
        CHECK(broker.wrong() == Names{"ca.crt"});
    }
    SECTION("a certificate") {
        fs::remove(broker.plan.folder / "server.pem");
        CHECK(broker.wrong() == Names{"server.pem"});
    }
    SECTION("a key that anybody may read") {
        fs::permissions(broker.plan.folder / "server.pem", fs::perms::others_read,
                        fs::perm_options::add);
        CHECK(broker.wrong() == Names{"server.pem"});
    }
    SECTION("a folder that anybody may write to") {
        fs::permissions(broker.plan.folder, fs::perms::others_write, fs::perm_options::add);
        CHECK(broker.wrong() == Names{"."});
    }
    SECTION("a certificate that ends soon: written anew before") {
        CHECK(broker.wrong({now.ms + 390 * day_ms}) == Names{"server.pem"});
        CHECK(broker.write({now.ms + 300 * day_ms}).value() == Names{"server.pem"});
        CHECK(broker.wrong({now.ms + 390 * day_ms}).empty());
    }
    SECTION("the list of before a revocation") {
        const TlsKey key = TlsKey::generate();
        REQUIRE(broker.access->issue_to_agent("gna-tij1", key.public_der(), now));
        CHECK(broker.access->revoke_agent("gna-tij1", now).value() == 1);
        broker.revoked["gna-tij1"] = "stolen";
        Names wrong = broker.wrong();
        std::ranges::sort(wrong);
        CHECK(wrong == Names{"crl.pem", "saldo.acl"});
        CHECK(broker.write(now).value() == Names{"crl.pem", "saldo.acl"});
        CHECK(broker.wrong().empty());
    }
    SECTION("a list of another authority") {
        const Authority other = Authority::create("other", {now, {now.ms + day_ms}});
        std::ofstream{broker.plan.folder / "crl.pem"}
            << other.revocation_list({}, 1, {now, {now.ms + day_ms}}).value();
        CHECK(broker.wrong() == Names{"crl.pem"});
    }
}

TEST_CASE("a plan is remembered, and a folder that is not there is not made", "[access][broker]") {
    Broker broker;
    CHECK_FALSE(read_broker_plan(*broker.access).value());
    REQUIRE(write_broker_plan(*broker.access, broker.plan));
    const auto held = read_broker_plan(*broker.access).value();
    REQUIRE(held);
    CHECK(held->folder == broker.plan.folder);
    CHECK(held->names == broker.plan.names);
    CHECK(held->port == 8883);
    broker.plan.folder = broker.folder.path() / "none";
    CHECK(broker.write(now).error().code == Errc::not_found);
}

TEST_CASE("an authority is made once, and its list outlives a hub that is away",
          "[access][broker]") {
    Broker broker;
    const Digest before = broker.access->authority().fingerprint();
    broker.access = AccessStore::open(broker.folder.path() / "access", "hub-1", now).value();
    CHECK(broker.access->authority().fingerprint() == before);
    const auto mode = fs::status(broker.folder.path() / "access" / "ca.pem").permissions();
    CHECK((mode & fs::perms(077)) == fs::perms::none);
    // Nine years without a hub: the list still counts, since an expired one would lock all out.
    CHECK(broker.wrong({now.ms + 9 * 365 * day_ms}) == Names{"server.pem"});
}
