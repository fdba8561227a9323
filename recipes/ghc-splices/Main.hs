{-# LANGUAGE GADTs #-}

-- | Runs splices for a ghc that compiles for guests: @-fexternal-interpreter -pgmi@. What ghc says to load is code of guests;
-- loaded is its twin, which was compiled from the same source for this machine.
--
-- Arguments: the two descriptors that ghc gives; then, by @-opti@, folders of objects as @--twin=FOLDER=FOLDER-OF-TWINS@.
module Main (main) where

import Control.Exception (uninterruptibleMask)
import Data.IORef (newIORef)
import Data.List (isPrefixOf, stripPrefix)
import Data.Maybe (mapMaybe)
import GHCi.Message (Message (..), Msg (..), Pipe (..))
import GHCi.Signals (installSignalHandlers)
import GHCi.Utils (getGhcHandle)
import Lib (serv)
import System.Directory (doesFileExist)
import System.Environment (getArgs)
import System.Exit (die)
import System.FilePath (dropExtension, takeDirectory, takeFileName, (</>))

main :: IO ()
main = do
  arguments <- getArgs
  case arguments of
    write : read' : options -> do
      output <- getGhcHandle (read write)
      input <- getGhcHandle (read read')
      installSignalHandlers
      left <- newIORef Nothing
      let pipe = Pipe {pipeRead = input, pipeWrite = output, pipeLeftovers = left}
      -- The protocol would be out of step after an exception from outside.
      uninterruptibleMask (serv False (twins (mapMaybe folders options)) pipe)
    _ -> die "ghc starts this program, with two descriptors"

type Folders = (FilePath, FilePath)

folders :: String -> Maybe Folders
folders option = do
  (from, to) <- break (== '=') <$> stripPrefix "--twin=" option
  pure (from, drop 1 to)

twins :: [Folders] -> Msg -> IO Msg
twins known (Msg message) = case message of
  LoadArchive path -> Msg . LoadArchive <$> archive path
  LoadObj path -> pure (Msg (LoadObj (object known path)))
  UnloadObj path -> pure (Msg (UnloadObj (object known path)))
  _ -> pure (Msg message)

-- | @/in/haskell-x/lib/libHSx-1.a@ is beside its twin; the compiler's own libraries are their own twins in Debian's ghc.
archive :: FilePath -> IO FilePath
archive path
  | not ("/in/" `isPrefixOf` path) || takeFileName above == "twin" = pure path
  | otherwise = do
      there <- doesFileExist beside
      pure (if there then beside else maybe path debians (stripPrefix "libHS" file))
  where
    file = takeFileName path
    above = takeDirectory (takeDirectory path)
    beside = above </> "twin/lib" </> file
    debians name = "/usr/lib/ghc" </> dropExtension name </> file

object :: [Folders] -> FilePath -> FilePath
object known path = case [to ++ rest | (from, to) <- known, Just rest <- [stripPrefix from path]] of
  twin : _ -> twin
  [] -> path
