#include "hub/program.hpp"

int main(int argc, char** argv) { return saldo::hub::run_program(argc, argv); }
