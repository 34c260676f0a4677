package dev.iota.local.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.StringEntry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is inside the jar of functions, and what is not. */
@Tag("cloud")
class PackagedJarTest {
    /** Bytes. Every new process of a function fetches them, and every deployment uploads them. */
    private static final long LARGEST = 25_000_000;

    private static final Pattern CLASS_NAME =
            Pattern.compile("[a-z][a-z0-9]*(\\.[a-z][a-zA-Z0-9_]*)+(\\.[A-Z][\\w$]*)+");

    /** Libraries that are packed. Others, which tests bring, may be named as what is used where it is there. */
    private static final List<String> PACKED = List.of(
            "cafe/cryptography/",
            "com/amazonaws/services/lambda/",
            "com/fasterxml/jackson/",
            "com/github/benmanes/caffeine/",
            "dev/iota/core/",
            "dev/iota/cloud/",
            "dev/iota/orchestrator/",
            "org/bouncycastle/",
            "org/crac/",
            "org/joda/time/",
            "org/slf4j/",
            "org/yaml/snakeyaml/",
            "software/amazon/awssdk/");

    /** Another HTTP client, which tests bring and functions never had. */
    private static final Set<String> NEVER_PACKED =
            Set.of("software/amazon/awssdk/http/urlconnection/UrlConnectionSdkHttpService");

    private Path jar = Path.of("");

    @BeforeEach
    void find() throws Exception {
        var built = PackagedFunction.jar();
        assumeTrue(built.isPresent(), "the Lambda jar is not built; ./mvnw verify builds it before this test");
        jar = built.get();
    }

    @Test
    void the_jar_stays_small() throws Exception {
        assertThat(Files.size(jar)).isLessThan(LARGEST);
    }

    @Test
    void of_native_code_there_is_that_of_lambda_and_of_the_machines_that_test_it() throws Exception {
        try (var zip = new ZipFile(jar.toFile())) {
            assertThat(zip.stream().map(ZipEntry::getName).filter(name -> name.matches(".*\\.(so|dll|dylib|jnilib)")))
                    .containsExactlyInAnyOrder(
                            "linux/armv8/glibc/libaws-crt-jni.so", "linux/x86_64/glibc/libaws-crt-jni.so");
        }
    }

    /** Classes are left out that no code refers to; what is a text of a class may be loaded by its name. */
    @Test
    void no_text_of_a_class_names_one_that_was_left_out() throws Exception {
        try (var zip = new ZipFile(jar.toFile())) {
            var there = zip.stream().map(ZipEntry::getName).collect(Collectors.toSet());
            var missing = new TreeSet<String>();
            for (var entry : zip.stream()
                    .filter(each -> each.getName().endsWith(".class"))
                    .toList()) {
                named(zip.getInputStream(entry).readAllBytes())
                        .filter(name -> isLeftOut(name, there))
                        .forEach(name -> missing.add(entry.getName() + " names " + name));
            }
            assertThat(missing).isEmpty();
        }
    }

    @Test
    void no_list_of_services_names_a_class_that_was_left_out() throws Exception {
        try (var zip = new ZipFile(jar.toFile())) {
            var there = zip.stream().map(ZipEntry::getName).collect(Collectors.toSet());
            var missing = new TreeSet<String>();
            for (var entry : zip.stream().filter(PackagedJarTest::isList).toList()) {
                text(zip, entry)
                        .lines()
                        .map(String::strip)
                        .filter(line -> CLASS_NAME.matcher(line).matches())
                        .map(line -> line.replace('.', '/'))
                        .filter(name -> isLeftOut(name, there))
                        .forEach(name -> missing.add(entry.getName() + " names " + name));
            }
            assertThat(missing).isEmpty();
        }
    }

    private static boolean isList(ZipEntry entry) {
        return (entry.getName().startsWith("META-INF/services/") && !entry.isDirectory())
                || entry.getName().endsWith("execution.interceptors");
    }

    private static String text(ZipFile zip, ZipEntry entry) throws IOException {
        return new String(zip.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Texts of a class that are names of classes. */
    private static Stream<String> named(byte[] bytes) {
        var pool = ClassFile.of().parse(bytes).constantPool();
        return StreamSupport.stream(pool.spliterator(), false)
                .filter(StringEntry.class::isInstance)
                .map(entry -> ((StringEntry) entry).stringValue())
                .filter(CLASS_NAME.asMatchPredicate())
                .map(name -> name.replace('.', '/'));
    }

    private static boolean isLeftOut(String name, Set<String> there) {
        var path = name + ".class";
        return PACKED.stream().anyMatch(name::startsWith)
                && !NEVER_PACKED.contains(name)
                && !there.contains(path)
                && PackagedJarTest.class.getClassLoader().getResource(path) != null;
    }
}
