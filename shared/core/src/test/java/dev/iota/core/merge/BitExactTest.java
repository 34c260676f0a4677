package dev.iota.core.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.iota.core.identity.Hotkey;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bouncycastle.crypto.digests.Blake2bDigest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The merge gives the same bytes whatever compiles it: interpreter, C1, C2, whichever vector instructions, with and
 * without FMA.
 */
@Tag("bitexact")
class BitExactTest {
    /** Enough passes for C2 to have compiled every loop (seen with {@code -XX:+PrintCompilation}). */
    private static final int WARM = 400;

    /** Enough passes for the loops that take the most time. */
    private static final int LUKEWARM = 60;

    /** The interpreter needs about half a second for a pass. */
    private static final int COLD = 0;

    private static final Path THIS_JDK = Path.of(System.getProperty("java.home"));

    private static final String EXPECTED = "58c1d07b6446020d108eaba2cfbfc4c632570b7511503d0ecf54d4c6c9e16975";

    /** The interpreter and each of the two compilers: what an ordinary build runs. */
    private static final Map<List<String>, Integer> COMPILERS = Map.of(
            List.of("-Xint"), COLD,
            List.of("-XX:TieredStopAtLevel=1"), LUKEWARM,
            List.of("-XX:-TieredCompilation"), LUKEWARM);

    private static final Map<List<String>, Integer> FLAGS = Map.of(
            List.of("-Xint"), COLD,
            List.of("-XX:TieredStopAtLevel=1"), WARM,
            List.of("-XX:-TieredCompilation"), WARM,
            List.of("-XX:-TieredCompilation", "-XX:-UseSuperWord"), WARM,
            List.of("-XX:UseAVX=0"), WARM,
            List.of("-XX:UseAVX=2"), WARM,
            List.of("-XX:UseAVX=3"), WARM,
            List.of("-XX:-UseFMA"), WARM);

    @Test
    void the_interpreter_and_both_compilers_give_the_same_bytes() throws Exception {
        assertSameBytes(COMPILERS);
    }

    @Test
    @Tag("long")
    void every_way_to_run_the_arithmetic_gives_the_same_bytes() throws Exception {
        assertSameBytes(FLAGS);
    }

    private static void assertSameBytes(Map<List<String>, Integer> ways) throws Exception {
        var processes = new LinkedHashMap<List<String>, Process>();
        for (var entry : ways.entrySet()) {
            if (!entry.getKey().getFirst().contains("AVX") || isX86()) {
                processes.put(entry.getKey(), start(THIS_JDK, entry.getKey(), entry.getValue()));
            }
        }
        for (var entry : processes.entrySet()) {
            assertThat(hash(entry.getValue(), entry.getKey()))
                    .as("%s", entry.getKey())
                    .isEqualTo(EXPECTED);
        }
    }

    /** Builds of the JDK, newer or of another vendor: {@code -Dbitexact.jdks=HOME:HOME}. */
    @Test
    void every_jdk_gives_the_same_bytes() throws Exception {
        var homes = System.getProperty("bitexact.jdks", "");
        assumeThat(homes).as("other JDKs to compare with").isNotEmpty();
        for (var home : homes.split(File.pathSeparator, -1)) {
            var process = start(Path.of(home), List.of(), WARM);
            assertThat(hash(process, home)).as(home).isEqualTo(EXPECTED);
        }
    }

    @Test
    void many_threads_give_the_same_bytes_as_one() throws Exception {
        try (var executor = Executors.newFixedThreadPool(4)) {
            var tasks = IntStream.range(0, 8)
                    .mapToObj(i -> executor.submit(BitExactProgram::run))
                    .toList();
            for (var task : tasks) {
                assertThat(task.get()).isEqualTo(EXPECTED);
            }
        }
    }

    private static String hash(Process process, Object what) throws Exception {
        var lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .strip()
                .lines()
                .toList();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as("%s: %s", what, lines).isZero();
        return lines.getLast();
    }

    private static Process start(Path jdk, List<String> flags, int passes) throws IOException, URISyntaxException {
        var command = new ArrayList<String>();
        command.add(jdk.resolve("bin").resolve("java").toString());
        command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC"));
        command.addAll(flags);
        command.addAll(List.of("-cp", classPath(), BitExactProgram.class.getName(), Integer.toString(passes)));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /** Where the classes that the program uses lie; Surefire's own class path is a jar of references. */
    private static String classPath() throws URISyntaxException {
        var places = new ArrayList<String>();
        for (var type : Stream.of(BitExactProgram.class, Hotkey.class, Blake2bDigest.class)
                .toList()) {
            var source = type.getProtectionDomain().getCodeSource();
            places.add(Path.of(source.getLocation().toURI()).toString());
        }
        return String.join(File.pathSeparator, places);
    }

    private static boolean isX86() {
        return System.getProperty("os.arch").matches("amd64|x86_64");
    }
}
