package dev.iota.local.cloud.service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Under which names the objects are files. It is their key, unless that is a folder, too: of {@code conf} and {@code
 * conf/x} the first one has a sign at its end. In an alphabetical list the sign changes nothing, as it comes before
 * every other.
 */
final class ObjectFiles {
    private static final String SIGN = "\u0001";
    private static final String SLASH = "/";

    private final Path folder;

    ObjectFiles(Path folder) {
        this.folder = folder;
    }

    /** The name under which an object of this key is, or would be, kept. */
    String name(String bucket, String key) {
        if (key.isEmpty() || key.endsWith(SLASH)) {
            return key;
        }
        try {
            var plain = folder.resolve(bucket).resolve(key);
            var isBeside = Files.isDirectory(plain) || (Files.notExists(plain) && Files.exists(signed(plain)));
            return isBeside ? key + SIGN : key;
        } catch (InvalidPathException e) {
            return key; // whoever opens it says so
        }
    }

    private static Path signed(Path plain) {
        return plain.resolveSibling(plain.getFileName() + SIGN);
    }

    /** The name of an object, after the objects on whose names it needs folders have made room. */
    synchronized String nameOfNew(String bucket, String key) {
        try {
            var path = folder.resolve(bucket);
            for (var slash = key.indexOf('/'); slash >= 0; slash = key.indexOf('/', slash + 1)) {
                var inTheWay = path.resolve(key.substring(0, slash));
                if (Files.isRegularFile(inTheWay)) {
                    Files.move(inTheWay, signed(inTheWay), StandardCopyOption.ATOMIC_MOVE);
                    Files.createDirectories(inTheWay);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InvalidPathException e) {
            return key;
        }
        return name(bucket, key);
    }

    /** The key of the object that is kept under a name. */
    static String key(String name) {
        return name.endsWith(SIGN) ? name.substring(0, name.length() - SIGN.length()) : name;
    }
}
