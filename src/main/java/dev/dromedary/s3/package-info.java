/**
 * Objects of S3: found by pages, read and written in bounded memory, verified, and resumed where a run was killed. Over
 * the SDK's synchronous client; knows nothing of what the bytes mean.
 */
package dev.dromedary.s3;
