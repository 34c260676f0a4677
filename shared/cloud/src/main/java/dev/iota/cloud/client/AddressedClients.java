package dev.iota.cloud.client;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * Makes clients of services whose address and credentials are known. They ask the environment and the user's files for
 * nothing: a setting for AWS would send requests for this machine elsewhere, or refuse to make them, and a broken
 * profile would refuse everything. Whatever talks to such a service gets its client here.
 */
public final class AddressedClients {
    /** Profiles of nobody. */
    private static final ProfileFile NO_PROFILE = ProfileFile.aggregator().build();

    private static final String PROFILE = "default";

    /** There is nothing of this name. */
    private static final String NO_FILE =
            Path.of(System.getProperty("java.home"), "no-profile-of-aws").toString();

    /** What keeps the SDK from asking the environment and the user's files for more than where a service is. */
    public static final Map<String, String> ALONE = Map.of(
            "aws.useFipsEndpoint", "false",
            "aws.useDualstackEndpoint", "false",
            "aws.profile", PROFILE,
            "aws.configFile", NO_FILE,
            "aws.sharedCredentialsFile", NO_FILE);

    private final Region region;
    private final AwsCredentialsProvider credentials;
    private final SdkHttpClient http;

    /**
     * From here on this process asks for no profile. The SDK reads the user's files for every client, also where it
     * has no use for them, and fails if it cannot; a process that also talks to AWS itself needs them and does not
     * call this.
     */
    public static void alone() {
        ALONE.forEach(System::setProperty);
    }

    /** @param http what the clients share; whoever made it closes it */
    public AddressedClients(Region region, AwsCredentialsProvider credentials, SdkHttpClient http) {
        this.region = region;
        this.credentials = credentials;
        this.http = http;
    }

    /** The same with credentials that do not change. */
    public static AddressedClients of(String region, String accessKey, String secret, SdkHttpClient http) {
        return new AddressedClients(
                Region.of(region),
                StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secret)),
                http);
    }

    /**
     * A client of the service at an address.
     *
     * @param builder of the service, as {@code SqsClient::builder}
     */
    public <C, B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>> C at(URI endpoint, Supplier<B> builder) {
        return at(endpoint, builder, override -> {});
    }

    /** The same, with settings of its calls. */
    public <C, B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>> C at(
            URI endpoint, Supplier<B> builder, Consumer<ClientOverrideConfiguration.Builder> calls) {
        return alone(endpoint, builder.get(), calls).build();
    }

    /** A client of the store of objects at an address: few stores have a host name for each bucket. */
    public S3Client objects(URI endpoint) {
        return alone(endpoint, S3Client.builder().forcePathStyle(true), calls -> {})
                .build();
    }

    private <C, B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>> B alone(
            URI endpoint, B builder, Consumer<ClientOverrideConfiguration.Builder> calls) {
        return builder.endpointOverride(endpoint)
                .region(region)
                .credentialsProvider(credentials)
                .fipsEnabled(false)
                .dualstackEnabled(false)
                .overrideConfiguration(override ->
                        calls.accept(override.defaultProfileFile(NO_PROFILE).defaultProfileName(PROFILE)))
                .httpClient(http);
    }

    /** What signs URLs of the store of objects at an address, without a call. */
    public S3Presigner presigner(URI endpoint) {
        return S3Presigner.builder()
                .endpointOverride(endpoint)
                .region(region)
                .credentialsProvider(credentials)
                .fipsEnabled(false)
                .dualstackEnabled(false)
                .serviceConfiguration(S3Configuration.builder()
                        .pathStyleAccessEnabled(true)
                        .profileFile(NO_PROFILE)
                        .profileName(PROFILE)
                        .build())
                .build();
    }
}
