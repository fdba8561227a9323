{-# LANGUAGE TemplateHaskell #-}
module Main (main) where

import Control.Lens hiding (element)
import Control.Monad.State (execState)
import Data.Char (toUpper)
import qualified Data.Map as M

data Point = Point {_x, _y :: Double} deriving (Eq, Show)
data Atom = Atom {_element :: String, _point :: Point} deriving (Eq, Show)
data Molecule = Molecule {_atoms :: [Atom], _label :: Maybe String} deriving (Eq, Show)
data Shape = Circle Double | Square Double deriving (Eq, Show)

makeLenses ''Point
makeLenses ''Atom
makeLenses ''Molecule
makePrisms ''Shape

water :: Molecule
water = Molecule [Atom "H" (Point 1 0), Atom "O" (Point 0 0), Atom "H" (Point (-1) 0)] (Just "water")

main :: IO ()
main = do
  print (water & atoms . traverse . point . x +~ 1)
  print (water ^.. atoms . folded . filtered ((== "H") . view element) . point . x)
  print (water & label . _Just . traversed %~ toUpper)
  print (sumOf (atoms . traverse . point . x) water, lengthOf (atoms . traverse) water)
  print ([Circle 1, Square 2, Circle 3] ^.. traverse . _Circle)
  print (M.fromList [(1 :: Int, "a"), (2, "b")] & at 3 ?~ "c" & ix 1 .~ "z")
  print (execState (atoms . ix 1 . element .= "S") water ^? atoms . ix 1 . element)
  print (itoListOf (atoms . itraversed <. element) water)
  print ((3 :: Int, (4 :: Int, "five")) ^. _2 . _2, over both (* 2) (1 :: Int, 2 :: Int))
  print ((12 :: Int) ^. iso show read, ("12" :: String) ^. from (iso show read) + (1 :: Int))
