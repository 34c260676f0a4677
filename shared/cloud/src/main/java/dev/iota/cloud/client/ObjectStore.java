package dev.iota.cloud.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.BucketAlreadyExistsException;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * An S3-compatible store of the objects of a run, apart from all other services, with credentials of its own: one
 * without a price for what leaves it, since activations and weights are most of what a run moves. It gets the bytes and
 * nothing else does; the services of the control plane never get its credentials.
 */
public final class ObjectStore {
    /** Environment variable (or system property {@code iota.objects.endpoint}) that says where the store is. */
    public static final String ENDPOINT = "IOTA_OBJECTS_ENDPOINT";

    /** The same of its region; {@link #ANY_REGION} where it is not set. */
    public static final String REGION = "IOTA_OBJECTS_REGION";

    /** The same of the access key. */
    public static final String ACCESS_KEY = "IOTA_OBJECTS_ACCESS_KEY_ID";

    /** The same of its secret. */
    public static final String SECRET = "IOTA_OBJECTS_SECRET_ACCESS_KEY";

    /** Stores without regions take this one. */
    private static final String ANY_REGION = "us-east-1";

    private final URI endpoint;
    private final Region region;
    private final AwsCredentialsProvider credentials;

    /** A store at an address. */
    public ObjectStore(URI endpoint, String region, String accessKey, String secret) {
        this.endpoint = endpoint;
        this.region = Region.of(region);
        this.credentials = StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secret));
    }

    /**
     * The store that this process was configured for; empty if objects are where the other services are.
     *
     * @throws IllegalStateException if it says where, and not with which credentials, or if that is no address
     */
    public static Optional<ObjectStore> configured() {
        var endpoint = setting(ENDPOINT);
        if (endpoint == null) {
            return Optional.empty();
        }
        var region = setting(REGION);
        return Optional.of(new ObjectStore(
                address(endpoint), region == null ? ANY_REGION : region, required(ACCESS_KEY), required(SECRET)));
    }

    private static URI address(String endpoint) {
        try {
            var uri = new URI(endpoint);
            if (uri.getHost() != null && uri.getScheme() != null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Said below.
        }
        throw new IllegalStateException(
                "%s is '%s', which is no address; wanted https://HOST[:PORT]".formatted(ENDPOINT, endpoint));
    }

    private static String required(String variable) {
        var value = setting(variable);
        if (value == null) {
            throw new IllegalStateException(
                    "%s says where objects are, and %s is not set; set both, or none".formatted(ENDPOINT, variable));
        }
        return value;
    }

    private static @Nullable String setting(String variable) {
        var property = System.getProperty(variable.toLowerCase(Locale.ROOT).replace('_', '.'));
        var value = property == null ? System.getenv(variable) : property;
        return value == null || value.isBlank() ? null : value;
    }

    /** A client of it. */
    public S3Client client(SdkHttpClient http) {
        return AwsClients.counted(S3Client.builder()
                .httpClient(http)
                .endpointOverride(endpoint)
                .region(region)
                .credentialsProvider(credentials)
                .forcePathStyle(true));
    }

    /** What signs its URLs. */
    public S3Presigner presigner() {
        return S3Presigner.builder()
                .endpointOverride(endpoint)
                .region(region)
                .credentialsProvider(credentials)
                .serviceConfiguration(
                        S3Configuration.builder().pathStyleAccessEnabled(true).build())
                .build();
    }

    /** Makes a bucket where it is not: no stack makes those of this store. */
    public static void make(S3Client s3, String bucket) {
        try {
            s3.createBucket(b -> b.bucket(bucket));
        } catch (BucketAlreadyOwnedByYouException | BucketAlreadyExistsException e) {
            // Another start of the same run made it.
        }
    }

    /** The secret stays out of logs. */
    @Override
    public String toString() {
        return "ObjectStore[%s, %s]".formatted(endpoint, region);
    }
}
