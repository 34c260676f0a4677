package dev.iota.local.runner.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * An archive of loaded classes beside a jar, with which a JVM starts in half the processor time. The first JVM that
 * finds none writes it when it ends; the JVM itself checks that it belongs to the jar and makes it again where it does
 * not.
 */
final class ClassArchive {
    private static final String JAR = ".jar";

    private ClassArchive() {}

    /**
     * Flags of a JVM.
     *
     * @param jar its whole class path; where its folder cannot be written there is no archive
     * @param what runs from it: other classes are an archive of their own
     */
    static List<String> flags(String jar, String what) {
        var path = Path.of(jar).toAbsolutePath();
        if (!jar.endsWith(JAR) || !Files.isRegularFile(path) || !Files.isWritable(path.getParent())) {
            return List.of();
        }
        var name = path.getFileName().toString().replace(JAR, "-%s.jsa".formatted(what));
        return List.of(
                "-XX:+AutoCreateSharedArchive",
                "-XX:SharedArchiveFile=" + path.resolveSibling(name),
                "-Xlog:cds=off",
                "-Xlog:cds+dynamic=off");
    }
}
