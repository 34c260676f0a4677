package dev.iota.local.cloud.service;

import java.io.InputStream;
import java.util.List;
import org.gaul.s3proxy.S3ErrorCode;
import org.gaul.s3proxy.S3ProxyException;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** s3proxy's store over files, with what S3 does and it does not: an upload in parts has to be begun. */
final class ObjectStore extends ForwardingBlobStore {
    ObjectStore(BlobStore files) {
        super(files);
    }

    @Override
    public UploadPartResponse uploadMultipartPart(MultipartUpload upload, UploadPartRequest request, InputStream part) {
        requireBegun(upload);
        return super.uploadMultipartPart(upload, request, part);
    }

    @Override
    public List<Part> listMultipartUpload(MultipartUpload upload) {
        requireBegun(upload);
        return super.listMultipartUpload(upload);
    }

    @Override
    public CompleteMultipartUploadResponse completeMultipartUpload(
            MultipartUpload upload, CompleteMultipartUploadRequest request) {
        requireBegun(upload);
        return super.completeMultipartUpload(upload, request);
    }

    @Override
    public void abortMultipartUpload(MultipartUpload upload) {
        requireBegun(upload);
        super.abortMultipartUpload(upload);
    }

    /** By the empty object that stands for it until it is completed or given up. */
    private void requireBegun(MultipartUpload upload) {
        var mark = ".mpus-%s-%s-stub".formatted(upload.id(), upload.blobName());
        if (!blobExists(upload.containerName(), mark)) {
            throw new S3ProxyException(S3ErrorCode.NO_SUCH_UPLOAD);
        }
    }
}
