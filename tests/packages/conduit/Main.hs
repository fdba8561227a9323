module Main (main) where

import Conduit
import qualified Data.Conduit.Combinators as C
import qualified Data.Conduit.List as L
import qualified Data.ByteString as B
import Data.IORef

main :: IO ()
main = do
  print (runConduitPure (yieldMany [1 .. 100000 :: Int] .| filterC even .| mapC (* 2) .| sumC))
  print (runConduitPure (yieldMany "hello world" .| L.groupBy (\a b -> (a == ' ') == (b == ' ')) .| sinkList))
  runConduitRes (yieldMany [1 .. 2000 :: Int] .| mapC (\n -> show n ++ "\n") .| C.concatMap id .| mapC (toEnum . fromEnum) .| C.map (B.singleton . fromIntegral . (fromEnum :: Char -> Int)) .| sinkFile "/numbers")
  total <- runConduitRes (sourceFile "/numbers" .| decodeUtf8C .| linesUnboundedC .| lengthC)
  print (total :: Int)
  released <- newIORef False
  sent <- runConduitRes (bracketP (pure ()) (const (writeIORef released True)) (\() -> yieldMany [1 :: Int ..]) .| takeC 5 .| sinkList)
  gone <- readIORef released
  print (sent, gone)
  both <- runConduit (yieldMany [1 .. 10 :: Int] .| getZipSink ((,) <$> ZipSink sumC <*> ZipSink lengthC))
  print (both :: (Int, Int))
  runConduit (yieldMany [1 :: Int ..] .| takeWhileC (< 4) .| mapM_C print)
  print (runConduitPure (yieldMany [3, 1, 2 :: Int] .| chunksOfCE' 2))
 where
  chunksOfCE' n = L.chunksOf n .| sinkList
