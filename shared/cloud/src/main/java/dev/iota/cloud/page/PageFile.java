package dev.iota.cloud.page;

import dev.iota.core.base.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** A file of the page. */
public final class PageFile {
    /** The version of what is in it is in its path: it never changes. */
    private static final String VENDOR = "vendor/";

    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("html", "text/html; charset=utf-8"),
            Map.entry("js", "text/javascript; charset=utf-8"),
            Map.entry("mjs", "text/javascript; charset=utf-8"),
            Map.entry("css", "text/css; charset=utf-8"),
            Map.entry("txt", "text/plain; charset=utf-8"),
            Map.entry("json", "application/json"),
            Map.entry("webmanifest", "application/manifest+json"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("png", "image/png"),
            Map.entry("ico", "image/x-icon"),
            Map.entry("woff2", "font/woff2"));

    private static final int TAG = 32;

    private final String name;
    private final String type;
    private final byte[] bytes;
    private final String sha256;

    /**
     * @param name its path below the page's folder
     * @throws IllegalArgumentException if a file of this kind is not served
     */
    PageFile(String name, byte[] bytes) {
        var type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (type == null || !name.matches("[A-Za-z0-9][\\w.@-]*(/[A-Za-z0-9][\\w.@-]*)*") || name.startsWith("v1/")) {
            throw new IllegalArgumentException("the page has a file that is not served: " + name);
        }
        this.name = name;
        this.type = type;
        this.bytes = bytes.clone();
        this.sha256 = Sha256.hex(bytes);
    }

    /** Its path below the page's folder. */
    public String name() {
        return name;
    }

    /** Media type. */
    public String type() {
        return type;
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    /** The same, packed as browsers unpack it. */
    public byte[] packed() {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written", e);
        }
        return out.toByteArray();
    }

    /** Of its bytes. */
    public String sha256() {
        return sha256;
    }

    /** Changes with its bytes; another one for each form of them. */
    public String tag(boolean packed) {
        return "\"%s%s\"".formatted(sha256.substring(0, TAG), packed ? "-gzip" : "");
    }

    /** How long it may be kept: what changes with the program is asked for again, and answered by a tag. */
    public String cacheControl() {
        return name.startsWith(VENDOR) ? "public, max-age=31536000, immutable" : "no-cache";
    }
}
