{-# LANGUAGE PartialTypeSignatures #-}
{-# OPTIONS_GHC -Wno-partial-type-signatures #-}
{-# LANGUAGE OverloadedStrings #-}
module Main (main) where

import Crypto.Hash (Digest, SHA256, SHA512, hash)
import Crypto.MAC.HMAC (HMAC, hmac)
import qualified Data.ByteArray as B
import qualified Data.ByteString as S
import qualified Data.ByteString.Char8 as C
import Data.ByteArray.Encoding (Base (..), convertToBase)
import Control.Exception (SomeException, try)
import Crypto.Cipher.AES (AES128)
import Crypto.Cipher.Types (cipherInit, ecbEncrypt)
import Crypto.Error (throwCryptoError)
import Crypto.KDF.PBKDF2 (Parameters (..), fastPBKDF2_SHA256)
import qualified Crypto.PubKey.Curve25519 as X
import Crypto.Random (drgNewTest, getRandomBytes, randomBytesGenerate)

main :: IO ()
main = do
  print (hash ("abc" :: S.ByteString) :: Digest SHA256)
  print (hash ("abc" :: S.ByteString) :: Digest SHA512)
  let mac = hmac ("key" :: S.ByteString) ("The quick brown fox jumps over the lazy dog" :: S.ByteString) :: HMAC SHA256
  C.putStrLn (convertToBase Base16 mac)
  let aes = throwCryptoError (cipherInit (S.pack [0 .. 15])) :: AES128
  C.putStrLn (convertToBase Base16 (ecbEncrypt aes (S.pack [0x00, 0x11 .. 0xff])))
  C.putStrLn (convertToBase Base16 (fastPBKDF2_SHA256 (Parameters 4096 32) ("password" :: S.ByteString) ("salt" :: S.ByteString) :: S.ByteString))
  let secret n = throwCryptoError (X.secretKey (S.replicate 32 n))
  print (X.dh (X.toPublic (secret 1)) (secret 2) == X.dh (X.toPublic (secret 2)) (secret 1))
  let (drawn, _) = randomBytesGenerate 32 (drgNewTest (1, 2, 3, 4, 5)) :: (S.ByteString, _)
  print (B.length drawn)
  random <- try (getRandomBytes 32) :: IO (Either SomeException S.ByteString)
  putStrLn (either (\e -> "refused: " ++ head (lines (show e))) (const "bytes of noise") random)
