package dev.iota.local.cloud.service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gaul.s3proxy.AccessGrant;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.jspecify.annotations.Nullable;

/** s3proxy over a folder. It checks signatures, presigned URLs and conditional writes as S3 does. */
public final class S3Server {
    /** Enough for a few dozen transfers at once, on one disk. */
    private static final int THREADS = 48;

    /** Largest object that one PUT may carry, in bytes: 1 GiB. Larger ones are uploaded in parts. */
    private static final long LARGEST_PUT = 1L << 30;

    private final S3Proxy server;

    private S3Server(S3Proxy server) {
        this.server = server;
    }

    /**
     * @param folder where the objects are, made if missing
     * @param port where to listen
     * @param accessKeyId access key of the owner
     * @param secretAccessKey the owner's secret
     * @param sessions further keys that are honoured, as the owner's: their policies are not looked at yet, and the locator below
     *     is the place to do so
     */
    public static S3Server start(Path folder, int port, String accessKeyId, String secretAccessKey, Sessions sessions) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var store = new FilesystemNio2BlobStore(folder.toString());
        var proxy = S3Proxy.builder()
                .blobStore(store)
                .endpoint(Loopback.uri(port))
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, accessKeyId, secretAccessKey)
                // The SDK sends headers of newer features; refusing them would refuse the SDK.
                .ignoreUnknownHeaders(true)
                .v4MaxNonChunkedRequestSize(LARGEST_PUT)
                .jettyMaxThreads(THREADS)
                .build();
        proxy.setBlobStoreLocator((identity, container, blob) -> {
            var secret = secretOf(identity, accessKeyId, secretAccessKey, sessions);
            return secret == null ? null : new AccessGrant(secret, store);
        });
        try {
            proxy.start();
            return new S3Server(proxy);
        } catch (Exception e) {
            throw new IllegalStateException("s3proxy did not start on %s".formatted(Loopback.uri(port)), e);
        }
    }

    private static @Nullable String secretOf(
            @Nullable String identity, String accessKeyId, String secretAccessKey, Sessions sessions) {
        if (identity == null) {
            return null;
        }
        return identity.equals(accessKeyId)
                ? secretAccessKey
                : sessions.find(identity)
                        .map(TemporaryCredentials::secretAccessKey)
                        .orElse(null);
    }

    public void stop() throws Exception {
        server.stop();
    }
}
