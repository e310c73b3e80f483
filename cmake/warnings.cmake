# One interface target for warnings, one for hardening: every target of ours links both.
option(SALDO_WERROR "Warnings stop the build" ON)

add_library(saldo_warnings INTERFACE)
add_library(saldo::warnings ALIAS saldo_warnings)
target_compile_options(saldo_warnings INTERFACE
    -Wall -Wextra -Wformat=2 -Wconversion -Wimplicit-fallthrough -Wshadow
    -Wno-missing-field-initializers  # what a designated initializer leaves out has its default
    $<$<BOOL:${SALDO_WERROR}>:-Werror>)

add_library(saldo_hardening INTERFACE)
add_library(saldo::hardening ALIAS saldo_hardening)
target_compile_definitions(saldo_hardening INTERFACE _GLIBCXX_ASSERTIONS)
target_compile_options(saldo_hardening INTERFACE
    -fstack-clash-protection -fstack-protector-strong -fcf-protection=full
    -ftrivial-auto-var-init=zero
    -ffile-prefix-map=${CMAKE_SOURCE_DIR}=.)
target_link_options(saldo_hardening INTERFACE -Wl,-z,relro,-z,now,-z,noexecstack)
# Fortify needs the optimiser, and the sanitizers bring checks of their own.
if(NOT CMAKE_BUILD_TYPE STREQUAL "Debug" AND NOT SALDO_SANITIZE)
    target_compile_options(saldo_hardening INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)
endif()

set(SALDO_SANITIZE "" CACHE STRING "Sanitizers, as for -fsanitize=")
if(SALDO_SANITIZE)
    add_compile_options(-fsanitize=${SALDO_SANITIZE} -fno-omit-frame-pointer
                        -fno-sanitize-recover=all)
    # g++ 12 warns of each fence that the thread sanitizer does not model; Asio's lists have some.
    if(SALDO_SANITIZE MATCHES "thread")
        add_compile_options(-Wno-tsan)
    endif()
    add_link_options(-fsanitize=${SALDO_SANITIZE})
endif()
