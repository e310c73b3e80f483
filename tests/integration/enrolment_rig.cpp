#include "tests/integration/enrolment_rig.hpp"

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

#include "common/base/check.hpp"
#include "common/base/text.hpp"
#include "common/http/client.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/places.hpp"

namespace saldo::test {
namespace {

namespace net = boost::asio;

std::string hub_program() { return test::program("saldo-hub").string(); }

std::string text_of(const std::filesystem::path& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

}  // namespace

EnrolmentRig::EnrolmentRig()
    : https_port_{Mosquitto::free_port()}, broker_port_{Mosquitto::free_port()} {
    std::filesystem::create_directories(broker_folder());
    std::ofstream{folder() / "hub.toml"} << fmt::format(
        "data = \"{}/hub\"\n[http]\nlisten = \"\"\n"
        "[https]\nlisten = \"127.0.0.1:{}\"\nnames = \"localhost, 127.0.0.1\"\n"
        "[broker]\naddress = \"127.0.0.1:{}\"\nown_ca = true\n",
        folder().string(), https_port_, broker_port_);
    const Ran written =
        hub({"broker-config", "write", broker_folder().string(), "--listen",
             fmt::format("127.0.0.1:{}", broker_port_), "--names", "localhost,127.0.0.1"});
    SALDO_CHECK(written.code == 0);
    broker_ = std::make_unique<Mosquitto>(folder(), broker_port_,
                                          text_of(broker_folder() / "saldo.conf"));
    start_hub();
}

EnrolmentRig::~EnrolmentRig() { stop_hub(); }

Ran EnrolmentRig::hub(const std::vector<std::string>& arguments) const {
    std::vector<std::string> all{"--lang", "en", "--config", (folder() / "hub.toml").string()};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return run_program(hub_program(), all);
}

void EnrolmentRig::start_hub() {
    hub_ = start_program(hub_program(), {"--config", (folder() / "hub.toml").string(), "run"},
                         folder() / "hub.log");
    const bool is_up = wait_for(std::chrono::seconds{20}, [this] {
        return http::request({.unix_path = (folder() / "hub" / "hub.sock").string()}, "GET", "/")
                   .has_value() &&
               hub_log().find("ingest.broker_up") != std::string::npos;
    });
    if (!is_up) std::fputs(hub_log().c_str(), stderr);
    SALDO_CHECK(is_up);
}

void EnrolmentRig::stop_hub() {
    if (hub_ < 0) return;
    ::kill(hub_, SIGTERM);
    wait_for_program(hub_);
    hub_ = -1;
}

std::string EnrolmentRig::hub_log() const { return text_of(folder() / "hub.log"); }
std::string EnrolmentRig::broker_log() const { return text_of(folder() / "mosquitto.log"); }
std::string EnrolmentRig::url() const { return fmt::format("https://localhost:{}", https_port_); }
void EnrolmentRig::reload_broker() { broker_->reload(); }

std::filesystem::path EnrolmentRig::token(const std::string& agent, const std::string& plant,
                                          const std::string& minutes) {
    const Ran made = hub({"token", "create", "--plant", plant, "--company", AgentProcess::rfc,
                          "--agent", agent, "--ttl", minutes});
    SALDO_CHECK(made.code == 0);
    const auto file = folder() / fmt::format("token-{}", ++tokens_);
    const std::size_t at = made.out.find("saldo1.");
    std::ofstream{file} << made.out.substr(at, made.out.find('\n', at) - at) << '\n';
    return file;
}

std::unique_ptr<AgentProcess> EnrolmentRig::agent(const std::string& name) const {
    auto made = std::make_unique<AgentProcess>(folder() / name);
    std::filesystem::remove(folder() / name / "join.json");
    return made;
}

Ran EnrolmentRig::enroll(const AgentProcess& agent, const std::filesystem::path& token_file,
                         const std::vector<std::string>& more) const {
    std::vector<std::string> arguments{"enroll", "--hub", url(), "--token-file",
                                       token_file.string()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return agent.command(arguments);
}

long EnrolmentRig::movements_of(const std::string& agent) const {
    const Ran status = hub({"status", "--format", "csv"});
    for (const std::string_view line : split(status.out, '\n')) {
        if (line.starts_with(agent + ",")) {
            return std::atol(std::string{line.substr(line.rfind(',') + 1)}.c_str());
        }
    }
    return -1;
}

std::string scan(const AgentProcess& agent, const std::string& event_id) {
    net::io_context io;
    net::ip::tcp::socket socket{io};
    socket.connect({net::ip::make_address("127.0.0.1"), agent.port()});
    net::write(socket, net::buffer(scan_line(event_id)));
    std::string in;
    net::read_until(socket, net::dynamic_buffer(in), '\n');
    return std::string{trim(in)};
}

bool has_broker() {
    if (!Mosquitto::program().empty()) return true;
    WARN("skipped, because mosquitto is not installed");
    return false;
}

bool says(const std::string& text, const std::string& words) {
    return text.find(words) != std::string::npos;
}

}  // namespace saldo::test
