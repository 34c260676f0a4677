package dev.iota.orchestrator.snapshot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipFile;

/** All classes of this program: which of them a call needs depends on the call. */
final class OwnClasses {
    private static final String OURS = "dev/iota/";
    private static final String CLASS = ".class";

    private OwnClasses() {}

    /** Loads and sets up the classes that are beside this one, if they are in a jar or a folder. */
    static void load() throws IOException {
        for (var name : names(place())) {
            try {
                Class.forName(name, true, OwnClasses.class.getClassLoader());
            } catch (ClassNotFoundException | LinkageError e) {
                // It needs something that no function has, so none will use it.
            }
        }
    }

    private static Path place() {
        try {
            return Path.of(OwnClasses.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the place of this program is no path", e);
        }
    }

    /** Names of the classes below a folder, as Lambda unpacks a function, or in a jar. */
    static List<String> names(Path place) throws IOException {
        if (Files.isDirectory(place)) {
            var ours = place.resolve(OURS);
            try (var files = Files.walk(ours)) {
                return files.map(file -> place.relativize(file).toString().replace('\\', '/'))
                        .filter(OwnClasses::isClass)
                        .map(OwnClasses::name)
                        .toList();
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        }
        try (var jar = new ZipFile(place.toFile())) {
            return jar.stream()
                    .map(entry -> entry.getName())
                    .filter(OwnClasses::isClass)
                    .map(OwnClasses::name)
                    .toList();
        }
    }

    private static boolean isClass(String path) {
        return path.startsWith(OURS) && path.endsWith(CLASS) && !path.endsWith("-info.class");
    }

    private static String name(String path) {
        return path.substring(0, path.length() - CLASS.length()).replace('/', '.');
    }
}
