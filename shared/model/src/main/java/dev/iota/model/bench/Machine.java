package dev.iota.model.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** What Linux tells of this machine and process; elsewhere nothing. */
final class Machine {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path CPU = Path.of("/proc/cpuinfo");

    private Machine() {}

    static OptionalLong residentBytes() {
        try (var lines = lines(STATUS)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst();
        }
    }

    static boolean multipliesBfloat16() {
        try (var lines = lines(CPU)) {
            return lines.filter(line -> line.startsWith("flags"))
                    .anyMatch(line -> line.contains("avx512_bf16") || line.contains("amx_bf16"));
        }
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.isReadable(file) ? Files.readAllLines(file).stream() : Stream.empty();
        } catch (IOException e) {
            return Stream.empty();
        }
    }
}
