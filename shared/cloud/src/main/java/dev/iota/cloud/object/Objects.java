package dev.iota.cloud.object;

import dev.iota.cloud.shape.Names;
import dev.iota.core.base.Sha256;
import dev.iota.core.data.ByteRange;
import dev.iota.core.wire.Sink;
import dev.iota.core.wire.Source;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.time.Duration;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Supplier;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** The objects of a run: presigned URLs for miners, direct access for operators and handlers. */
public final class Objects {
    /** Most objects of one delete call. */
    private static final int BATCH = 1000;

    /** HTTP statuses of a store where an object is, or is being written at this moment. */
    private static final int EXISTS = 412;

    private static final int BEING_WRITTEN = 409;

    private final S3Client s3;
    private final S3Presigner presigner;
    private final String bucket;

    public Objects(S3Client s3, S3Presigner presigner, Names names) {
        this.s3 = s3;
        this.presigner = presigner;
        this.bucket = names.objects();
    }

    /** Lets anyone who has the URL read an object, for a time. */
    public Source readable(String key, long bytes, Optional<String> sha256, Duration life) {
        var signed = presigner.presignGetObject(b ->
                b.signatureDuration(life).getObjectRequest(g -> g.bucket(bucket).key(key)));
        return new Source(signed.url().toString(), headers(signed.signedHeaders()), bytes, sha256);
    }

    /** Lets anyone who has the URL read a part of an object, and no other part, for a time. */
    public Source readable(String key, ByteRange range, Optional<String> sha256, Duration life) {
        var signed = presigner.presignGetObject(b -> b.signatureDuration(life)
                .getObjectRequest(g -> g.bucket(bucket).key(key).range(range.header())));
        return new Source(signed.url().toString(), headers(signed.signedHeaders()), range.length(), sha256);
    }

    /** Lets anyone who has the URL write an object of exactly this length, once, for a time. */
    public Sink writable(String key, long bytes, Duration life) {
        var signed = presigner.presignPutObject(b -> b.signatureDuration(life)
                .putObjectRequest(
                        p -> p.bucket(bucket).key(key).contentLength(bytes).ifNoneMatch("*")));
        return new Sink(signed.url().toString(), headers(signed.signedHeaders()), bytes);
    }

    /** The same, and of this content: the store refuses any other. */
    public Sink writable(String key, long bytes, String sha256, Duration life) {
        var signed = presigner.presignPutObject(b -> b.signatureDuration(life).putObjectRequest(p -> p.bucket(bucket)
                .key(key)
                .contentLength(bytes)
                .checksumSHA256(base64(sha256))
                .ifNoneMatch("*")));
        return new Sink(signed.url().toString(), headers(signed.signedHeaders()), bytes);
    }

    private static String base64(String sha256) {
        return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(sha256));
    }

    private static Map<String, String> headers(Map<String, List<String>> signed) {
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        signed.forEach((name, values) -> headers.put(name, String.join(",", values)));
        headers.remove("host");
        return headers;
    }

    /** The length of an object; empty if there is none. */
    public OptionalLong length(String key) {
        try {
            return OptionalLong.of(s3.headObject(b -> b.bucket(bucket).key(key)).contentLength());
        } catch (NoSuchKeyException e) {
            return OptionalLong.empty();
        }
    }

    /**
     * SHA-256 of an object's content; empty if there is none. The object is read: what a store was told when the object
     * was written says nothing of a bit that its disk has lost since.
     */
    public Optional<String> sha256(String key) {
        try {
            return Optional.of(copy(key, OutputStream.nullOutputStream()));
        } catch (NoSuchKeyException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the object " + key, e);
        }
    }

    /**
     * Copies the content of an object to a stream.
     *
     * @return its SHA-256
     * @throws NoSuchKeyException if there is none
     */
    public String copy(String key, OutputStream out) throws IOException {
        var hashing = new DigestOutputStream(out, Sha256.digest());
        try (var in = open(key)) {
            in.transferTo(hashing);
        }
        return HexFormat.of().formatHex(hashing.getMessageDigest().digest());
    }

    /** The content of an object; the caller closes it. */
    public InputStream open(String key) {
        return s3.getObject(b -> b.bucket(bucket).key(key));
    }

    /** The content of a small object; empty if there is none, or if it is longer than it may be. */
    public Optional<byte[]> read(String key, long most) {
        var length = length(key);
        return length.isEmpty() || length.getAsLong() > most
                ? Optional.empty()
                : Optional.of(
                        s3.getObjectAsBytes(b -> b.bucket(bucket).key(key)).asByteArray());
    }

    /**
     * A part of an object.
     *
     * @throws IllegalStateException if the object ends within it: a store gives what there is
     */
    public byte[] read(String key, ByteRange range) {
        var bytes = s3.getObjectAsBytes(b -> b.bucket(bucket).key(key).range(range.header()))
                .asByteArray();
        if (bytes.length != range.length()) {
            throw new IllegalStateException("%d of %d bytes at %d of the object %s"
                    .formatted(bytes.length, range.length(), range.offset(), key));
        }
        return bytes;
    }

    public void write(String key, byte[] content) {
        s3.putObject(b -> b.bucket(bucket).key(key), RequestBody.fromBytes(content));
    }

    /** Writes an object where there is none; false if there is one, which stays. */
    public boolean writeOnce(String key, byte[] content) {
        try {
            s3.putObject(b -> b.bucket(bucket).key(key).ifNoneMatch("*"), RequestBody.fromBytes(content));
            return true;
        } catch (S3Exception e) {
            if (e.statusCode() == EXISTS || e.statusCode() == BEING_WRITTEN) {
                return false;
            }
            throw e;
        }
    }

    public void write(String key, Path file) {
        s3.putObject(b -> b.bucket(bucket).key(key), file);
    }

    /** Writes what a stream gives, which may be asked for again; the store refuses it if it is something else. */
    public void write(String key, long bytes, String sha256, Supplier<InputStream> content) {
        s3.putObject(
                b -> b.bucket(bucket).key(key).checksumSHA256(base64(sha256)),
                RequestBody.fromContentProvider(content::get, bytes, "application/octet-stream"));
    }

    /** Copies an object within the store; false if there is none. */
    public boolean copy(String from, String to) {
        try {
            s3.copyObject(b -> b.sourceBucket(bucket)
                    .sourceKey(from)
                    .destinationBucket(bucket)
                    .destinationKey(to));
            return true;
        } catch (NoSuchKeyException e) {
            return false;
        }
    }

    /**
     * Deletes what is there of these.
     *
     * @throws ObjectsKeptException if the store kept some
     */
    public void delete(Collection<String> keys) {
        var all = List.copyOf(keys);
        for (var from = 0; from < all.size(); from += BATCH) {
            var some = all.subList(from, Math.min(from + BATCH, all.size())).stream()
                    .map(key -> ObjectIdentifier.builder().key(key).build())
                    .toList();
            requireDeleted(s3.deleteObjects(
                    b -> b.bucket(bucket).delete(d -> d.objects(some).quiet(true))));
        }
    }

    /**
     * Removes every object, and the bucket itself; one that is gone already is fine.
     *
     * @return how many objects there were
     */
    public long removeAll() {
        try {
            var count = 0L;
            for (var page : s3.listObjectsV2Paginator(b -> b.bucket(bucket))) {
                delete(page.contents().stream().map(S3Object::key).toList());
                count += page.contents().size();
            }
            s3.listMultipartUploadsPaginator(b -> b.bucket(bucket))
                    .uploads()
                    .forEach(upload -> s3.abortMultipartUpload(
                            b -> b.bucket(bucket).key(upload.key()).uploadId(upload.uploadId())));
            s3.deleteBucket(b -> b.bucket(bucket));
            return count;
        } catch (NoSuchBucketException e) {
            return 0;
        }
    }

    /** The call itself succeeds also where the store kept objects. */
    private static void requireDeleted(DeleteObjectsResponse response) {
        if (!response.errors().isEmpty()) {
            var first = response.errors().getFirst();
            throw new ObjectsKeptException("%d objects were not deleted, %s among them: %s, %s"
                    .formatted(response.errors().size(), first.key(), first.code(), first.message()));
        }
    }
}
