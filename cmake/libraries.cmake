# Debian ships no CMake files for these; each gets an imported target, named for its package.
function(saldo_find_library target header library)
    find_path(${target}_INCLUDE ${header} REQUIRED)
    find_library(${target}_LIBRARY ${library} REQUIRED)
    add_library(saldo::${target} UNKNOWN IMPORTED)
    set_target_properties(saldo::${target} PROPERTIES
        IMPORTED_LOCATION ${${target}_LIBRARY}
        INTERFACE_INCLUDE_DIRECTORIES ${${target}_INCLUDE})
endfunction()

saldo_find_library(lmdb lmdb.h lmdb)
saldo_find_library(zip zip.h zip)
saldo_find_library(zstd zstd.h zstd)
saldo_find_library(sqlite sqlite3.h sqlite3)
saldo_find_library(qrencode qrencode.h qrencode)
saldo_find_library(curl curl/curl.h curl)
saldo_find_library(sodium sodium.h sodium)
saldo_find_library(paho_c MQTTAsync.h paho-mqtt3as)
saldo_find_library(paho_cpp mqtt/async_client.h paho-mqttpp3)
