package org.gaul.s3proxy;

import jakarta.servlet.http.HttpServlet;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;

/** Makes s3proxy's servlet, so that something can stand in front of it. */
public final class S3Servlet {
    /** As S3: the largest object that is not uploaded in parts, in bytes. */
    private static final long LARGEST_OBJECT = 5L << 30;

    /** s3proxy's own defaults: bytes of a chunk, and seconds that a clock may be off. */
    private static final int LARGEST_CHUNK = 16 << 20;

    private static final int SKEW_SECONDS = 15 * 60;

    private S3Servlet() {}

    /**
     * @param store where the objects are
     * @param locator gives the secrets of access keys
     * @param largestPut bytes of a request's body
     */
    public static HttpServlet of(BlobStore store, BlobStoreLocator locator, long largestPut) {
        var servlet = new S3ProxyHandlerJetty(
                store,
                AuthenticationType.AWS_V4,
                "unused: the locator knows all keys",
                "unused",
                null,
                LARGEST_OBJECT,
                largestPut,
                LARGEST_CHUNK,
                // The SDK sends headers of newer features; refusing them would refuse the SDK.
                true,
                null,
                "",
                SKEW_SECONDS,
                null);
        servlet.getHandler().setBlobStoreLocator(locator);
        return servlet;
    }
}
