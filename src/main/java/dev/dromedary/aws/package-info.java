/** What all clients of the AWS SDK share. */
package dev.dromedary.aws;
