// The way down: from `import catalogs` at a real hub to a scanner at a dock, over mosquitto and the
// HTTPS door; and what must not get there.

#include <array>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

#include "common/base/text.hpp"
#include "common/config/join_bundle.hpp"
#include "common/http/client.hpp"
#include "common/wire/catalog_snapshot.hpp"
#include "tests/integration/enrolment_rig.hpp"
#include "tests/support/catch.hpp"

using namespace saldo;
using namespace saldo::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

/// Imports parts NAME-first … NAME-last, measured in `umc`, at the hub.
void import_parts(const EnrolmentRig& rig, const std::string& name, int first, int last,
                  int umc = 6) {
    const fs::path folder = rig.folder() / fmt::format("import-{}-{}", name, first);
    fs::create_directories(folder);
    std::ofstream parts{folder / "parts.csv"};
    parts << "part_number,fraccion,nico,umc,umt,umt_per_umc,description\n";
    for (int i = first; i <= last; ++i) {
        parts << fmt::format("{}-{},85369099,99,{},{},1.00000,CONECTOR NUMERO {}\n", name, i, umc,
                             umc, i);
    }
    parts.close();
    const Ran ran = rig.hub({"import", "catalogs", folder.string()});
    CAPTURE(ran.out);
    REQUIRE(ran.code == 0);
}

std::string scan_part(const AgentProcess& agent, const std::string& event_id,
                      const std::string& part) {
    namespace net = boost::asio;
    net::io_context io;
    net::ip::tcp::socket socket{io};
    socket.connect({net::ip::make_address("127.0.0.1"), agent.port()});
    net::write(socket, net::buffer(event_id + ",2026-03-02T08:00:00-06:00,P01,RECEIPT," + part +
                                   ",1,6,PED,25-190-8005,,SC01\n"));
    std::string in;
    net::read_until(socket, net::dynamic_buffer(in), '\n');
    return std::string{trim(in)};
}

/// A member of the agent's catalog state, as `status --json` shows it.
std::string catalog_state(const AgentProcess& agent, const std::string& member) {
    const std::string out = agent.command({"status", "--json"}).out;
    const std::size_t begin = out.find("\"catalog\":{");
    if (begin == std::string::npos) return {};
    const std::size_t at = out.find("\"" + member + "\":", begin);
    if (at == std::string::npos) return {};
    const std::size_t value = at + member.size() + 3;
    return out.substr(value, out.find_first_of(",}", value) - value);
}

/// What `plant list` shows of an agent's catalog.
std::string catalog_at_hub(const EnrolmentRig& rig, const std::string& agent) {
    const Ran ran = rig.hub({"plant", "list", "--format", "csv"});
    for (const std::string_view line : split(ran.out, '\n')) {
        if (line.starts_with(agent + ",")) return std::string{line.substr(line.rfind(',') + 1)};
    }
    return {};
}

/// As many parts with descriptions that do not pack.
void import_random_parts(const EnrolmentRig& rig, int count) {
    const fs::path folder = rig.folder() / "import-random";
    fs::create_directories(folder);
    std::ofstream parts{folder / "parts.csv"};
    parts << "part_number,fraccion,nico,umc,umt,umt_per_umc,description\n";
    for (int i = 0; i < count; ++i) {
        const std::string number = std::to_string(i);
        parts << fmt::format("R-{},85369099,99,6,6,1.00000,{}\n", number,
                             to_hex(sha256(as_bytes(number))));
    }
    parts.close();
    REQUIRE(rig.hub({"import", "catalogs", folder.string()}).code == 0);
}

fs::path snapshot_file(const EnrolmentRig& rig) {
    fs::path found;
    for (const auto& entry : fs::directory_iterator{rig.folder() / "hub/downlink/snapshots"}) {
        found = entry.path();
    }
    return found;
}
std::uint64_t snapshot_size(const EnrolmentRig& rig) { return fs::file_size(snapshot_file(rig)); }
/// Out of the file's name: company, epoch, sequence.
sync::CatalogPlace snapshot_place(const EnrolmentRig& rig) {
    const std::string name = snapshot_file(rig).stem().string();
    const auto words = split(name, '-');
    return {.epoch = wire::parse_epoch(words.at(1)).value(),
            .sequence = parse_unsigned(words.at(2)).value(),
            .hash = {}};
}

/// The catalog sequences of the records of the agent's journal, in order.
std::vector<std::uint64_t> stamps_of(const AgentProcess& agent) {
    std::vector<std::uint64_t> stamps;
    const std::string out = agent.command({"journal", "export"}).out;
    const std::string_view member = "\"catalog_sequence\":";
    for (std::size_t at = out.find(member); at != std::string::npos; at = out.find(member, at)) {
        at += member.size();
        stamps.push_back(parse_unsigned(out.substr(at, out.find_first_of(",}", at) - at)).value());
    }
    return stamps;
}

/// Carries connections to a port of loopback until so many bytes came back; then it cuts them, and
/// every new one.
class CuttingProxy {
public:
    explicit CuttingProxy(std::uint16_t to)
        : acceptor_{io_, {boost::asio::ip::make_address("127.0.0.1"), 0}}, to_{to} {
        accept();
        thread_ = std::thread{[this] { io_.run(); }};
    }
    ~CuttingProxy() {
        io_.stop();
        thread_.join();
    }
    CuttingProxy(const CuttingProxy&) = delete;
    CuttingProxy& operator=(const CuttingProxy&) = delete;

    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
    /// So many bytes more come back.
    void allow(std::uint64_t bytes) { left_ = bytes; }
    bool is_spent() const { return left_ == 0; }
    std::uint64_t passed() const { return passed_; }

private:
    using Socket = boost::asio::ip::tcp::socket;
    struct Pair {
        explicit Pair(boost::asio::io_context& io) : near{io}, far{io} {}
        Socket near;
        Socket far;
        std::array<char, 16'384> up{};
        std::array<char, 16'384> down{};
        void cut() {
            boost::system::error_code ignored;
            near.close(ignored);
            far.close(ignored);
        }
    };
    void accept() {
        auto pair = std::make_shared<Pair>(io_);
        acceptor_.async_accept(pair->near, [this, pair](const auto& error) {
            if (error) return;
            boost::system::error_code refused;
            pair->far.connect({boost::asio::ip::make_address("127.0.0.1"), to_}, refused);
            if (!refused && left_ > 0) {
                pump(pair, pair->near, pair->far, pair->up, false);
                pump(pair, pair->far, pair->near, pair->down, true);
            }
            accept();
        });
    }
    void pump(const std::shared_ptr<Pair>& pair, Socket& from, Socket& to,
              std::array<char, 16'384>& bytes, bool is_down) {
        from.async_read_some(boost::asio::buffer(bytes), [this, pair, &from, &to, &bytes, is_down](
                                                             const auto& error, std::size_t size) {
            boost::system::error_code failed;
            if (!error) {
                boost::asio::write(to, boost::asio::buffer(bytes.data(), size), failed);
            }
            if (is_down && !error) {
                passed_ += size;
                left_ -= std::min<std::uint64_t>(left_, size);
            }
            if (error || failed || left_ == 0) return pair->cut();
            pump(pair, from, to, bytes, is_down);
        });
    }

    boost::asio::io_context io_;
    boost::asio::ip::tcp::acceptor acceptor_;
    const std::uint16_t to_;
    std::atomic<std::uint64_t> left_{std::uint64_t{1} << 40U};
    std::atomic<std::uint64_t> passed_{0};
    std::thread thread_;
};

std::unique_ptr<AgentProcess> enrolled(EnrolmentRig& rig) {
    auto agent = rig.agent("a");
    const Ran ran = rig.enroll(*agent, rig.token("gna-tij1"));
    CAPTURE(ran.out);
    REQUIRE(ran.code == 0);
    return agent;
}

}  // namespace

TEST_CASE("a part that was imported at the hub is known at the dock", "[integration][catalogs]") {
    if (!has_broker()) return;
    EnrolmentRig rig;
    import_parts(rig, "NEW", 1, 3);
    const auto agent = enrolled(rig);
    agent->start();
    REQUIRE(wait_for(20s, [&] { return catalog_state(*agent, "source") == "\"hub\""; }));
    CHECK(catalog_state(*agent, "parts") == "3");
    CHECK(scan_part(*agent, "E-1", "NEW-1") == "OK 1");
    // The folder's catalog has RM-1; it is not asked any more.
    CHECK(says(scan_part(*agent, "E-2", "RM-1"), "UNKNOWN_PART"));
    CHECK(says(scan_part(*agent, "E-3", "NEW-9"), "UNKNOWN_PART"));
    CHECK(wait_for(20s, [&] { return says(catalog_at_hub(rig, "gna-tij1"), "current"); }));

    import_parts(rig, "NEW", 9, 9);
    CHECK(wait_for(10s, [&] { return catalog_state(*agent, "parts") == "4"; }));
    CHECK(scan_part(*agent, "E-4", "NEW-9") == "OK 2");
    const Ran status = agent->command({"status"});
    CHECK(says(status.out, "catalog: hub, sequence 4, 4 parts, confirmed"));
}

TEST_CASE("an agent without its hub goes on with its last complete catalog, and stamps it",
          "[integration][catalogs]") {
    if (!has_broker()) return;
    EnrolmentRig rig;
    import_parts(rig, "NEW", 1, 3);
    const auto agent = enrolled(rig);
    agent->start();
    REQUIRE(wait_for(20s, [&] { return catalog_state(*agent, "sequence") == "3"; }));
    rig.stop_hub();
    rig.broker().kill();
    agent->kill();
    agent->start();
    CHECK(catalog_state(*agent, "source") == "\"hub\"");
    CHECK(catalog_state(*agent, "sequence") == "3");
    CHECK(scan_part(*agent, "E-1", "NEW-2") == "OK 1");
    CHECK(says(scan_part(*agent, "E-2", "RM-1"), "UNKNOWN_PART"));
    REQUIRE(agent->stop() == 0);
    // The epoch was opened under the first content of the folder.
    CHECK(stamps_of(*agent) == std::vector<std::uint64_t>{1, 3});

    // What the hub learned meanwhile, and published to nobody, comes as soon as the way is free.
    rig.broker().start();
    rig.start_hub();
    import_parts(rig, "NEW", 7, 7);
    agent->start();
    CHECK(wait_for(30s, [&] { return catalog_state(*agent, "parts") == "4"; }));
    rig.broker().kill();
    import_parts(rig, "NEW", 8, 8);
    std::this_thread::sleep_for(2s);  // it is published by now, and nobody heard it
    CHECK(catalog_state(*agent, "parts") == "4");
    rig.broker().start();
    CHECK(wait_for(60s, [&] { return catalog_state(*agent, "parts") == "5"; }));
    CHECK(scan_part(*agent, "E-3", "NEW-8") == "OK 2");
}

TEST_CASE("a snapshot that is cut goes on at that byte, also after a restart",
          "[integration][catalogs]") {
    if (!has_broker()) return;
    EnrolmentRig rig;
    import_random_parts(rig, 20'000);
    CuttingProxy proxy{rig.https_port()};
    auto agent = rig.agent("a");
    const Ran ran =
        agent->command({"enroll", "--hub", fmt::format("https://localhost:{}", proxy.port()),
                        "--token-file", rig.token("gna-tij1").string()});
    CAPTURE(ran.out);
    REQUIRE(ran.code == 0);
    constexpr std::uint64_t first_piece = 256 * 1024;
    proxy.allow(first_piece + 64 * 1024);  // the first piece with its TLS, and a bit of the next
    agent->start();
    REQUIRE(wait_for(30s, [&] { return proxy.is_spent(); }));
    REQUIRE(wait_for(10s, [&] { return says(agent->log(), "catalog.fetch_failed"); }));
    CHECK(catalog_state(*agent, "source") == "\"folder\"");  // never a half one
    agent->kill();
    const std::uint64_t before = proxy.passed();
    proxy.allow(std::uint64_t{1} << 40U);
    agent->start();
    REQUIRE(wait_for(60s, [&] { return catalog_state(*agent, "parts") == "20000"; }));
    const std::uint64_t size = snapshot_size(rig);
    CAPTURE(size, before, proxy.passed());
    REQUIRE(size > 2 * first_piece);
    CHECK(says(agent->log(), fmt::format("from={}", first_piece)));
    // What came after the restart is the rest and what TLS adds to it: not the first piece again.
    CHECK(proxy.passed() - before < size - first_piece + 32 * 1024);
}

TEST_CASE("only an agent of the company gets its snapshot", "[integration][catalogs]") {
    if (!has_broker()) return;
    EnrolmentRig rig;
    import_random_parts(rig, 2'000);
    const auto ours = enrolled(rig);
    ours->start();
    REQUIRE(wait_for(30s, [&] { return catalog_state(*ours, "parts") == "2000"; }));
    const auto theirs = rig.agent("b");
    const Ran token = rig.hub(
        {"token", "create", "--plant", "P09", "--company", "XYZ150301A09", "--agent", "xyz-1"});
    REQUIRE(token.code == 0);
    std::ofstream{rig.folder() / "theirs"}
        << token.out.substr(
               token.out.find("saldo1."),
               token.out.find('\n', token.out.find("saldo1.")) - token.out.find("saldo1."))
        << "\n";
    REQUIRE(rig.enroll(*theirs, rig.folder() / "theirs").code == 0);
    const auto bundle_of = [](const AgentProcess& agent) {
        return config::read_join_bundle(agent.data().parent_path() / "join.json").value();
    };
    const config::JoinBundle good = bundle_of(*ours);
    const config::JoinBundle other = bundle_of(*theirs);
    const sync::CatalogPlace place = snapshot_place(rig);
    const auto ask = [&](const std::string& name, const SigningKey& key,
                         const sync::CatalogPlace& of) {
        return http::request(
                   {.address = "localhost",
                    .port = rig.https_port(),
                    .tls = http::TlsTrust{.authorities = good.tls->ca}},
                   "GET", wire::snapshot_target(name, of), {}, {},
                   {{"Saldo-Proof",
                     to_hex(key.sign(wire::snapshot_statement(name, place.epoch, place.sequence)))},
                    {"Range", "bytes=0-9"}})
            .value()
            .status;
    };
    const std::string name = good.agent.value();
    CHECK(ask(name, good.signing_key, place) == 206);  // the control
    CHECK(ask(name, other.signing_key, place) == 403);
    CHECK(ask("nobody", other.signing_key, place) == 403);
    CHECK(ask(other.agent.value(), other.signing_key, place) == 404);
    sync::CatalogPlace elsewhere = place;
    ++elsewhere.sequence;
    CHECK(ask(name, good.signing_key, elsewhere) == 403);  // a proof is of one place
    REQUIRE(rig.hub({"plant", "revoke", name, "--reason", "stolen"}).code == 0);
    CHECK(ask(name, good.signing_key, place) == 403);
    CHECK(says(rig.hub_log(), "catalog.revoked"));
}

TEST_CASE("a snapshot that was tampered with is refused, and the right one is taken",
          "[integration][catalogs]") {
    if (!has_broker()) return;
    EnrolmentRig rig;
    import_random_parts(rig, 2'000);
    CuttingProxy proxy{rig.https_port()};
    auto agent = rig.agent("a");
    REQUIRE(agent
                ->command({"enroll", "--hub", fmt::format("https://localhost:{}", proxy.port()),
                           "--token-file", rig.token("gna-tij1").string()})
                .code == 0);
    proxy.allow(0);
    agent->start();
    REQUIRE(wait_for(30s, [&] { return says(agent->log(), "catalog.fetch_failed"); }));
    const fs::path file = snapshot_file(rig);
    {
        std::fstream bytes{file, std::ios::in | std::ios::out | std::ios::binary};
        bytes.seekp(-1, std::ios::end);
        bytes.put('\x7F');
    }
    proxy.allow(std::uint64_t{1} << 40U);
    REQUIRE(wait_for(60s, [&] { return says(agent->log(), "catalog.not_taken"); }));
    CHECK(catalog_state(*agent, "source") == "\"folder\"");
    CHECK(says(agent->command({"status"}).out, "DEGRADED"));
    // A hub that starts again throws such a file away.
    rig.stop_hub();
    rig.start_hub();
    CHECK(wait_for(60s, [&] { return catalog_state(*agent, "parts") == "2000"; }));
}
